-- A row is one region and source in which labels of $facets (ids with spaces between) are forecast: how many, and from which
-- week to which.
SELECT t.region, t.source, count(DISTINCT t.series_id) AS labels, min(f.week) AS first_week, max(f.week) AS last_week
FROM trend t
JOIN label l ON l.label_id = t.label_id AND list_contains(string_split($facets, ' '), l.facet)
JOIN forecast f ON f.series_id = t.series_id AND f.run_id = t.run_id
WHERE t.within_label_id = 'all' AND t.audience = 'all' AND t.magnitude <> 'value'
GROUP BY t.region, t.source
ORDER BY t.region <> 'all', t.source <> 'all', labels DESC, t.region, t.source
