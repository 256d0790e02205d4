-- A row is one label, alone or within another, that has a trend in some slice.
SELECT t.label_id, t.within_label_id, any_value(coalesce(l.name, i.name, t.label_id)) AS name,
       any_value(coalesce(l.facet, 'series')) AS facet, any_value(w.name) AS within_name, max(t.authors) AS authors
FROM trend t
LEFT JOIN label l ON l.label_id = t.label_id
LEFT JOIN label w ON w.label_id = t.within_label_id
LEFT JOIN interest i ON t.label_id = 'series:' || i.unique_id AND i.source = t.source
GROUP BY t.label_id, t.within_label_id ORDER BY name, t.within_label_id <> 'all', t.label_id
