-- A row is one model's error on one trend from one origin over one horizon.
SELECT a.*, t.label_id, t.region, t.source, t.audience, coalesce(l.name, i.name, t.label_id) AS name
FROM accuracy a
JOIN trend t ON t.series_id = a.series_id AND t.run_id = a.run_id
LEFT JOIN label l ON l.label_id = t.label_id
LEFT JOIN interest i ON t.label_id = 'series:' || i.unique_id AND i.source = t.source
ORDER BY a.series_id, a.cutoff, a.horizon, a.model
