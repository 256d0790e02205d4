-- A row is one week of one scope (all posts, a region, a source or an audience): the distinct authors of its counted
-- posts by weight, and with their echo; without posts found to be about something else than clothes. In a source's own
-- series everybody weighs 1.
WITH person AS (
    SELECT kind, region, source, audience, week, who, max(echo) AS echo,
           CASE WHEN grouping(source) = 0 THEN 1 WHEN grouping(region) = 0 THEN max(region_weight) ELSE max(weight) END
               AS weight,
           grouping(region) AS regions, grouping(source) AS sources, grouping(audience) AS audiences
    FROM counted_post
    WHERE post_id NOT IN (SELECT post_id FROM off_topic)
    GROUP BY GROUPING SETS ((kind, week, who), (kind, week, who, region), (kind, week, who, source),
                            (kind, week, who, audience))
    HAVING (regions = 1 OR region IS NOT NULL) AND (audiences = 1 OR audience IS NOT NULL)
       AND (kind = 'posts' OR (kind = 'labels' AND sources = 0))
)
SELECT coalesce(region, 'all') AS region, coalesce(source, 'all') AS source, coalesce(audience, 'all') AS audience,
       week, sum(weight) AS base, sum(weight * echo) AS base_echo
FROM person GROUP BY ALL ORDER BY ALL
