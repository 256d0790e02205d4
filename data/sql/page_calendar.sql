-- A row is one trend of one region that comes back every year and is forecast: when it peaks next, how many weeks it
-- climbs to its peak from an average week (means of five weeks, at most half a year), and its coming weeks as ratios to
-- their mean. An average week is the mean of the last 52 weeks for those, and of the next 52 for those.
WITH sliced AS (
    SELECT * FROM trend
    WHERE region = $region AND audience = 'all' AND within_label_id = 'all' AND seasonal AND peak_week IS NOT NULL
      AND (source = 'all' OR label_id LIKE 'series:%')
), weeks AS (
    SELECT s.series_id, s.week, s.y AS value, s.y / nullif(avg(s.y) OVER (PARTITION BY s.series_id), 0) AS of_mean
    FROM series s JOIN sliced t ON t.series_id = s.series_id AND s.week <= t.now_week AND s.week > t.now_week - 364
    UNION ALL
    SELECT f.series_id, f.week, f.yhat, f.yhat / nullif(avg(f.yhat) OVER (PARTITION BY f.series_id), 0)
    FROM forecast f JOIN sliced t ON t.series_id = f.series_id AND t.run_id = f.run_id
), smooth AS (
    SELECT *, avg(of_mean) OVER (PARTITION BY series_id ORDER BY week ROWS BETWEEN 2 PRECEDING AND 2 FOLLOWING) AS around
    FROM weeks
), climbs AS (
    SELECT t.series_id, max(w.week) FILTER (w.week < t.peak_week AND w.around <= 1) AS below,
           list(w.week ORDER BY w.week) FILTER (w.week > t.now_week) AS weeks,
           list(w.value ORDER BY w.week) FILTER (w.week > t.now_week) AS ahead,
           list(w.of_mean ORDER BY w.week) FILTER (w.week > t.now_week) AS of_mean
    FROM sliced t JOIN smooth w ON w.series_id = t.series_id GROUP BY t.series_id
)
SELECT t.*, coalesce(l.name, i.name, t.label_id) AS name, coalesce(l.facet, 'series') AS facet,
       coalesce(least(greatest((t.peak_week - c.below) // 7 - 1, 0), 26), 26) AS ramp_weeks, c.weeks, c.ahead, c.of_mean
FROM sliced t
JOIN climbs c ON c.series_id = t.series_id AND c.weeks IS NOT NULL
LEFT JOIN label l ON l.label_id = t.label_id
LEFT JOIN interest i ON t.label_id = 'series:' || i.unique_id AND i.source = t.source
ORDER BY t.peak_week, t.series_id
