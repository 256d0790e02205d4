-- A row is one trend of one region: all posts' and the imported ones. One that comes back every year and is forecast
-- has its coming weeks as ratios to their mean, and how many weeks it climbs to its peak from an average week (means of
-- five weeks, at most half a year). The coming year stands for the one before, so that a climb can begin in the past.
WITH sliced AS (
    SELECT * FROM trend
    WHERE region = $region AND audience = 'all' AND within_label_id = 'all'
      AND (source = 'all' OR label_id LIKE 'series:%')
), ahead AS (
    SELECT f.series_id, f.week, f.yhat, f.yhat / nullif(avg(f.yhat) OVER (PARTITION BY f.series_id), 0) AS of_mean
    FROM forecast f JOIN sliced t ON t.series_id = f.series_id AND t.run_id = f.run_id
    WHERE t.seasonal AND t.peak_week IS NOT NULL
), years AS (
    SELECT series_id, week, of_mean FROM ahead UNION ALL SELECT series_id, week - 364, of_mean FROM ahead
), smooth AS (
    SELECT series_id, week,
           avg(of_mean) OVER (PARTITION BY series_id ORDER BY week ROWS BETWEEN 2 PRECEDING AND 2 FOLLOWING) AS around
    FROM years
), climbs AS (
    SELECT t.series_id, max(w.week) FILTER (w.week < t.peak_week AND w.around <= 1) AS below
    FROM sliced t JOIN smooth w ON w.series_id = t.series_id GROUP BY t.series_id
), lists AS (
    SELECT series_id, list(week ORDER BY week) AS weeks, list(yhat ORDER BY week) AS ahead,
           list(of_mean ORDER BY week) AS of_mean
    FROM ahead GROUP BY series_id
)
SELECT t.*, coalesce(l.name, i.name, t.label_id) AS name, coalesce(l.facet, 'series') AS facet,
       coalesce(least(greatest((t.peak_week - c.below) // 7 - 1, 0), 26), 26) AS ramp_weeks,
       lists.weeks, lists.ahead, lists.of_mean
FROM sliced t
LEFT JOIN climbs c ON c.series_id = t.series_id
LEFT JOIN lists ON lists.series_id = t.series_id
LEFT JOIN label l ON l.label_id = t.label_id
LEFT JOIN interest i ON t.label_id = 'series:' || i.unique_id AND i.source = t.source
ORDER BY t.peak_week, t.series_id
