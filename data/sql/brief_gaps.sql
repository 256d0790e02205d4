-- A row is two of the $labels, of different facets: the distinct people who show both in a post over the companions'
-- 52 weeks, and how many would if, among all pairs of these two facets, which labels meet were left to chance.
WITH shown AS (
    SELECT companion.label_id, companion.with_label_id, companion.authors, one.facet, other.facet AS with_facet
    FROM companion JOIN label AS one ON one.label_id = companion.label_id
    JOIN label AS other ON other.label_id = companion.with_label_id
    WHERE one.facet <> other.facet
), margin AS (
    SELECT label_id, facet, with_facet, sum(authors) AS pairs FROM shown GROUP BY ALL
), whole AS (
    SELECT facet, with_facet, sum(authors) AS pairs FROM shown GROUP BY ALL
)
SELECT one.label_id, other.label_id AS with_label_id, coalesce(shown.authors, 0)::INTEGER AS authors,
       one.pairs * other.pairs / whole.pairs AS expected
FROM margin AS one
JOIN margin AS other ON other.facet = one.with_facet AND other.with_facet = one.facet AND other.label_id > one.label_id
JOIN whole ON whole.facet = one.facet AND whole.with_facet = one.with_facet
LEFT JOIN shown ON shown.label_id = one.label_id AND shown.with_label_id = other.label_id
WHERE list_contains($labels::VARCHAR[], one.label_id) AND list_contains($labels::VARCHAR[], other.label_id)
ORDER BY one.label_id, other.label_id
