-- A row is one week of one label in one region, seen, forecast or (a week that is not over) both, of all audiences of one
-- source.
WITH compared AS (
    SELECT * FROM trend
    WHERE label_id = $label_id AND within_label_id = $within AND source = $source AND audience = 'all'
), seen AS (
    SELECT s.series_id, s.week, s.y FROM series s JOIN compared t ON t.series_no = s.series_no
), said AS (
    SELECT f.series_id, f.week, f.yhat, f.lo80, f.hi80
    FROM forecast f JOIN compared t ON t.series_id = f.series_id AND t.run_id = f.run_id
)
SELECT t.series_id, t.region, week, CASE WHEN y IS NOT NULL THEN week <= t.now_week END AS complete,
       y, yhat, lo80, hi80
FROM seen FULL JOIN said USING (series_id, week)
JOIN compared t USING (series_id)
ORDER BY t.region, week
