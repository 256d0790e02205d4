-- A row is one week of one facet in all posts, or in one source of house records: people with any label of it, by weight.
WITH person AS (
    SELECT 'facet:' || split_part(label_id, ':', 1) AS label_id,
           CASE WHEN kind = 'labels' THEN source ELSE 'all' END AS source, week, who, max(weight) AS weight
    FROM mention WHERE kind IN ('posts', 'labels')
    GROUP BY ALL
)
SELECT label_id, 'all' AS region, source, 'all' AS audience, week, sum(weight) AS authors
FROM person GROUP BY ALL ORDER BY ALL
