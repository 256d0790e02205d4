-- A row is one trend of one slice, with its name and the shares of its last 52 weeks in order.
SELECT t.*, coalesce(l.name, i.name, t.label_id) AS name, coalesce(l.facet, 'series') AS facet, l.hex, recent.recent
FROM trend t
LEFT JOIN label l ON l.label_id = t.label_id
LEFT JOIN interest i ON t.label_id = 'series:' || i.unique_id AND i.source = t.source
LEFT JOIN recent ON recent.series_id = t.series_id
WHERE t.region = $region AND t.source = $source AND t.audience = $audience AND t.within_label_id = 'all'
ORDER BY t.growth DESC NULLS LAST, t.series_id
