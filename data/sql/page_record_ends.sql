-- A row is one forecast of Hemline's and what came, of one kind and horizon: the furthest off or the nearest first.
WITH judged AS (
    SELECT a.*, coalesce(t.label_id, split_part(a.series_id, '|', 1)) AS label_id,
           coalesce(t.within_label_id, nullif(split_part(a.series_id, '|', 2), ''), 'all') AS within_label_id,
           coalesce(t.region, nullif(split_part(a.series_id, '|', 3), ''), 'all') AS region,
           coalesce(t.source, nullif(split_part(a.series_id, '|', 4), ''), 'all') AS source,
           coalesce(t.audience, nullif(split_part(a.series_id, '|', 5), ''), 'all') AS audience, t.magnitude
    FROM accuracy a LEFT JOIN trend t ON t.series_id = a.series_id
    WHERE a.model IN ('ensemble', 'borrowed') AND a.kind = $kind AND a.horizon = $horizon AND a.season_error IS NOT NULL
)
SELECT ours.*, coalesce(l.name, i.name, ours.label_id) AS name, w.name AS within_name, coalesce(l.facet, 'series') AS facet,
       naive.season_error AS naive_error
FROM judged ours
LEFT JOIN label l ON l.label_id = ours.label_id
LEFT JOIN label w ON w.label_id = ours.within_label_id
LEFT JOIN interest i ON ours.label_id = 'series:' || i.unique_id AND i.source = ours.source
LEFT JOIN accuracy naive ON ours.kind = 'replayed' AND naive.model = 'seasonal-naive' AND naive.kind = 'replayed'
    AND naive.run_id = ours.run_id AND naive.series_id = ours.series_id AND naive.cutoff = ours.cutoff
    AND naive.horizon = ours.horizon
WHERE ($facet = 'any' OR coalesce(l.facet, 'series') = $facet) AND ($region = 'any' OR ours.region = $region)
ORDER BY CASE WHEN $worst THEN -ours.season_error ELSE ours.season_error END, ours.cutoff DESC, ours.series_id
LIMIT $most
