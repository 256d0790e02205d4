-- A row is one week of one label in one region, seen or forecast, of all audiences of one source.
WITH compared AS (
    SELECT * FROM trend
    WHERE label_id = $label_id AND within_label_id = $within AND source = $source AND audience = 'all'
)
SELECT t.series_id, t.region, s.week, s.week <= t.now_week AS complete, s.y
FROM compared t JOIN series s ON s.series_id = t.series_id
UNION ALL BY NAME
SELECT t.series_id, t.region, f.week, f.yhat, f.lo80, f.hi80
FROM compared t JOIN forecast f ON f.series_id = t.series_id AND f.run_id = t.run_id
ORDER BY region, week
