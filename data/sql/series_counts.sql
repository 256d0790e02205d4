-- A row is one week of one label in one scope (all posts, a region, a source or an audience): its distinct authors.
SELECT label_id, coalesce(region, 'all') AS region, coalesce(source, 'all') AS source,
       coalesce(audience, 'all') AS audience, week, count(DISTINCT who) AS authors
FROM mention
GROUP BY GROUPING SETS ((kind, label_id, week), (kind, label_id, week, region),
                        (kind, label_id, week, source), (kind, label_id, week, audience))
HAVING (grouping(region) = 1 OR region IS NOT NULL) AND (grouping(audience) = 1 OR audience IS NOT NULL)
   AND (kind = 'posts' OR (kind = 'labels' AND grouping(source) = 0))
ORDER BY ALL
