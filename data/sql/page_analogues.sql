-- A row is one past year of a trend that looked like the last year of the series asked for, the nearest first.
SELECT a.place, a.analogue_id AS series_id, a.until, a.likeness, a.change_then, a.growth AS growth_after,
       t.label_id, t.within_label_id, t.region, t.source, t.audience,
       coalesce(l.name, i.name, t.label_id) AS name, w.name AS within_name
FROM analogue a JOIN trend t ON t.series_id = a.analogue_id
LEFT JOIN label l ON l.label_id = t.label_id
LEFT JOIN label w ON w.label_id = t.within_label_id
LEFT JOIN interest i ON t.label_id = 'series:' || i.unique_id AND i.source = t.source
WHERE a.series_id = $series_id ORDER BY a.place
