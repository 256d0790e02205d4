-- A row is one trend of one slice, with its name and the shares of its last 52 weeks in order.
WITH sliced AS (
    SELECT * FROM trend
    WHERE region = $region AND source = $source AND audience = $audience AND within_label_id = 'all'
), recent AS (
    SELECT s.series_id, list(s.y ORDER BY s.week) AS recent
    FROM series s JOIN sliced t ON t.series_id = s.series_id AND s.week <= t.now_week AND s.week > t.now_week - 364
    GROUP BY s.series_id
)
SELECT t.*, coalesce(l.name, i.name, t.label_id) AS name, coalesce(l.facet, 'series') AS facet, l.hex, recent.recent
FROM sliced t
LEFT JOIN label l ON l.label_id = t.label_id
LEFT JOIN interest i ON t.label_id = 'series:' || i.unique_id AND i.source = t.source
LEFT JOIN recent ON recent.series_id = t.series_id
ORDER BY t.growth DESC NULLS LAST, t.series_id
