-- A row is one trend's values of its last 52 weeks, in order.
SELECT s.series_id, list(s.y::FLOAT ORDER BY s.week) AS recent
FROM series s JOIN trend t ON t.series_id = s.series_id AND s.week <= t.now_week AND s.week > t.now_week - 364
GROUP BY s.series_id
