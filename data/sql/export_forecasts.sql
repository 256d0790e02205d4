-- A row is one future week of one trend, as its own run forecast it.
SELECT f.*, t.label_id, t.within_label_id, t.region, t.source, t.audience, coalesce(l.name, i.name, t.label_id) AS name
FROM forecast f
JOIN trend t ON t.series_id = f.series_id AND t.run_id = f.run_id
LEFT JOIN label l ON l.label_id = t.label_id
LEFT JOIN interest i ON t.label_id = 'series:' || i.unique_id AND i.source = t.source
ORDER BY f.series_id, f.week
