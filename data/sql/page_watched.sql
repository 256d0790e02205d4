-- A row is one of the trends asked for, a series id a line, with its name and the shares of its last 52 weeks in order.
WITH asked AS (
    SELECT * FROM trend WHERE series_id IN (SELECT unnest(string_split($series_ids, chr(10))))
), recent AS (
    SELECT s.series_id, list(s.y ORDER BY s.week) AS recent
    FROM series s JOIN asked t ON t.series_id = s.series_id AND s.week <= t.now_week AND s.week > t.now_week - 364
    GROUP BY s.series_id
)
SELECT t.*, coalesce(l.name, i.name, t.label_id) AS name, coalesce(l.facet, 'series') AS facet, w.name AS within_name,
       recent.recent
FROM asked t
LEFT JOIN label l ON l.label_id = t.label_id
LEFT JOIN label w ON w.label_id = t.within_label_id
LEFT JOIN interest i ON t.label_id = 'series:' || i.unique_id AND i.source = t.source
LEFT JOIN recent ON recent.series_id = t.series_id
ORDER BY t.series_id
