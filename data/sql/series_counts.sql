-- A row is one week of one label in one scope (all posts, a region, a source or an audience), its people by weight:
-- who showed it, with and without their echo; who spoke for it only, against it only, and all of them. In a source's own
-- series everybody weighs 1.
WITH person AS (
    SELECT label_id, kind, region, source, audience, week, who,
           max(echo) FILTER (polarity <> 'against') AS echo,
           bool_or(polarity = 'for') AS is_for, bool_or(polarity = 'against') AS is_against,
           CASE WHEN grouping(source) = 0 THEN 1 WHEN grouping(region) = 0 THEN max(region_weight) ELSE max(weight) END
               AS weight,
           grouping(region) AS regions, grouping(source) AS sources, grouping(audience) AS audiences
    FROM stance
    GROUP BY GROUPING SETS ((kind, label_id, week, who), (kind, label_id, week, who, region),
                            (kind, label_id, week, who, source), (kind, label_id, week, who, audience))
    HAVING (regions = 1 OR region IS NOT NULL) AND (audiences = 1 OR audience IS NOT NULL)
       AND (kind = 'posts' OR (kind = 'labels' AND sources = 0))
)
SELECT label_id, coalesce(region, 'all') AS region, coalesce(source, 'all') AS source,
       coalesce(audience, 'all') AS audience, week,
       coalesce(sum(weight) FILTER (echo IS NOT NULL), 0) AS authors, coalesce(sum(weight * echo), 0) AS echo,
       coalesce(sum(weight) FILTER (is_for AND NOT is_against), 0) AS pro,
       coalesce(sum(weight) FILTER (is_against AND NOT is_for), 0) AS con, sum(weight) AS voices
FROM person GROUP BY ALL ORDER BY ALL
