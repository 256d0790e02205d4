-- A row is one week of one facet in all posts, or in one source of house records: authors with any label of the facet.
SELECT 'facet:' || split_part(label_id, ':', 1) AS label_id, 'all' AS region,
       CASE WHEN kind = 'labels' THEN source ELSE 'all' END AS source, 'all' AS audience, week,
       count(DISTINCT who) AS authors
FROM mention WHERE kind IN ('posts', 'labels')
GROUP BY ALL ORDER BY ALL
