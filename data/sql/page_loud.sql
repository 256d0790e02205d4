-- A row is one source that was louder than usual in the 52 weeks up to one week, in all regions or in one: in how many of
-- them more than a tenth of its people did not count.
WITH counted AS (
    SELECT source, week, sum(people) AS people, sum(CASE WHEN $region = 'all' THEN counted ELSE region_counted END) AS counted
    FROM feed_week
    WHERE week <= $now::DATE AND week > $now::DATE - 364 AND ($region = 'all' OR region = $region)
    GROUP BY source, week
)
SELECT c.source, any_value(s.title) AS title, count(*) AS weeks
FROM counted c JOIN source s USING (source)
WHERE c.counted < 0.9 * c.people GROUP BY c.source ORDER BY weeks DESC, c.source
