-- A row is one of the trends asked for, a series id a line, with its name and the shares of its last 52 weeks in order.
SELECT t.*, coalesce(l.name, i.name, t.label_id) AS name, coalesce(l.facet, 'series') AS facet, w.name AS within_name,
       recent.recent
FROM trend t
LEFT JOIN label l ON l.label_id = t.label_id
LEFT JOIN label w ON w.label_id = t.within_label_id
LEFT JOIN interest i ON t.label_id = 'series:' || i.unique_id AND i.source = t.source
LEFT JOIN recent ON recent.series_id = t.series_id
WHERE t.series_id IN (SELECT unnest(string_split($series_ids, chr(10))))
ORDER BY t.series_id
