-- A row is one trend of one slice with its name, without its weeks.
SELECT t.*, coalesce(l.name, i.name, t.label_id) AS name, coalesce(l.facet, 'series') AS facet
FROM trend t
LEFT JOIN label l ON l.label_id = t.label_id
LEFT JOIN interest i ON t.label_id = 'series:' || i.unique_id AND i.source = t.source
WHERE t.region = $region AND t.source = $source AND t.audience = $audience AND t.within_label_id = 'all'
ORDER BY t.series_id
