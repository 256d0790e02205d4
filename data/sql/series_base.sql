-- A row is one week of one scope (all posts, a region, a source or an audience): the distinct authors of its counted
-- posts, without those that the reader of posts found to be about something else than clothes.
SELECT coalesce(region, 'all') AS region, coalesce(source, 'all') AS source, coalesce(audience, 'all') AS audience,
       week, count(DISTINCT who) AS base
FROM counted_post
WHERE post_id NOT IN (SELECT post_id FROM off_topic)
GROUP BY GROUPING SETS ((kind, week), (kind, week, region), (kind, week, source), (kind, week, audience))
HAVING (grouping(region) = 1 OR region IS NOT NULL) AND (grouping(audience) = 1 OR audience IS NOT NULL)
   AND (kind = 'posts' OR (kind = 'labels' AND grouping(source) = 0))
ORDER BY ALL
