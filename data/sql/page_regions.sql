-- A row is one region of one label, with its two last years of weekly shares in order.
WITH recent AS (
    SELECT s.series_id, list(s.week ORDER BY s.week) AS weeks, list(s.y ORDER BY s.week) AS recent
    FROM series s JOIN trend t ON t.series_no = s.series_no AND s.week <= t.now_week AND s.week > t.now_week - 728
    WHERE t.label_id = $label_id AND t.within_label_id = $within
    GROUP BY s.series_id
)
SELECT t.series_id, t.region, t.stage, t.seasonal, t.magnitude, t.share, t.growth, t.growth_lo, t.growth_hi, t.confidence,
       t.posts, t.authors, t.reason, recent.weeks, recent.recent
FROM trend t LEFT JOIN recent ON recent.series_id = t.series_id
WHERE t.label_id = $label_id AND t.within_label_id = $within AND t.region <> 'all' AND t.source = 'all' AND t.audience = 'all'
ORDER BY t.authors DESC NULLS LAST, t.region
