-- A row is one model's error on one series from one origin over one horizon: replayed by the run that trends show, or
-- published by any run. A series that is followed no more keeps its rows; its id says which label and slice it was.
SELECT a.*, coalesce(t.label_id, part[1]) AS label_id, coalesce(t.region, part[3]) AS region,
       coalesce(t.source, part[4]) AS source, coalesce(t.audience, part[5]) AS audience,
       coalesce(l.name, i.name, t.label_id, part[1]) AS name
FROM (SELECT *, string_split(series_id, '|') AS part FROM accuracy) a
LEFT JOIN trend t ON t.series_id = a.series_id
LEFT JOIN label l ON l.label_id = coalesce(t.label_id, part[1])
LEFT JOIN interest i ON t.label_id = 'series:' || i.unique_id AND i.source = t.source
ORDER BY a.series_id, a.cutoff, a.horizon, a.model, a.kind, a.run_id
