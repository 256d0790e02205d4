-- A row is one label of one slice, alone or within another: its share of people in the last 52 weeks and in the 52 before,
-- in the weeks from $first to $last as its run forecast them, with the means of the ends of their bands, and in the same
-- weeks a year before.
WITH sliced AS (
    SELECT * FROM trend
    WHERE region = $region AND source = $source AND audience = 'all' AND within_label_id = $within
      AND magnitude <> 'value'
), ahead AS (
    SELECT f.series_id, avg(f.yhat) AS ahead, avg(f.lo80) AS lo80, avg(f.hi80) AS hi80
    FROM forecast f JOIN sliced t ON t.series_id = f.series_id AND t.run_id = f.run_id
    WHERE f.week BETWEEN CAST($first AS DATE) AND CAST($last AS DATE)
    GROUP BY f.series_id
), seen AS (
    SELECT s.series_id,
           avg(s.y) FILTER (s.week > t.now_week - 728 AND s.week <= t.now_week - 364) AS share_before,
           avg(s.y) FILTER (s.week BETWEEN CAST($first AS DATE) - 364 AND CAST($last AS DATE) - 364) AS year_before
    FROM series s JOIN sliced t ON t.series_id = s.series_id AND s.week <= t.now_week
    GROUP BY s.series_id
)
SELECT t.*, coalesce(l.name, t.label_id) AS name, coalesce(l.facet, '') AS facet, w.name AS within_name, l.hex,
       ahead.ahead, ahead.lo80, ahead.hi80, seen.share_before, seen.year_before
FROM sliced t
LEFT JOIN label l ON l.label_id = t.label_id
LEFT JOIN label w ON w.label_id = t.within_label_id
LEFT JOIN ahead ON ahead.series_id = t.series_id
LEFT JOIN seen ON seen.series_id = t.series_id
ORDER BY t.share DESC, t.series_id
