-- A row is two of the $labels, of different facets: the distinct people who show both in a post over the companions'
-- 52 weeks, and how many would if, among all pairs of these two facets, which labels meet were left to chance.
WITH shown AS (
    SELECT companion.*, one.facet, other.facet AS with_facet
    FROM companion JOIN label AS one ON one.label_id = companion.label_id
    JOIN label AS other ON other.label_id = companion.with_label_id
    WHERE list_contains($labels::VARCHAR[], companion.label_id) AND one.facet <> other.facet
), own AS (
    SELECT label_id, facet, with_facet, any_value(pairs) AS pairs, any_value(all_pairs) AS all_pairs
    FROM shown GROUP BY ALL
)
SELECT one.label_id, other.label_id AS with_label_id, coalesce(shown.authors, 0)::INTEGER AS authors,
       one.pairs * other.pairs / one.all_pairs AS expected
FROM own AS one
JOIN own AS other ON other.facet = one.with_facet AND other.with_facet = one.facet AND other.label_id > one.label_id
LEFT JOIN shown ON shown.label_id = one.label_id AND shown.with_label_id = other.label_id
ORDER BY one.label_id, other.label_id
