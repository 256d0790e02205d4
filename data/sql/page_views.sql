-- A row is one slice in which one label is followed, the widest first.
SELECT t.*, coalesce(l.name, i.name, t.label_id) AS name, coalesce(l.facet, 'series') AS facet, l.hex, w.name AS within_name
FROM trend t
LEFT JOIN label l ON l.label_id = t.label_id
LEFT JOIN label w ON w.label_id = t.within_label_id
LEFT JOIN interest i ON t.label_id = 'series:' || i.unique_id AND i.source = t.source
WHERE t.label_id = $label_id AND t.within_label_id = $within
ORDER BY (t.region <> 'all')::INT + (t.source <> 'all')::INT + (t.audience <> 'all')::INT, t.source, t.audience, t.region
