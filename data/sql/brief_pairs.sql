-- A row is one label that people show in the same post as one of the $themes: the distinct people who do, and how many
-- times more they are than if, among all pairs of these two facets, which labels meet were left to chance.
WITH shown AS (
    SELECT companion.label_id, companion.with_label_id, companion.authors, one.facet, other.facet AS with_facet
    FROM companion JOIN label AS one ON one.label_id = companion.label_id
    JOIN label AS other ON other.label_id = companion.with_label_id
), margin AS (
    SELECT label_id, with_facet, sum(authors) AS pairs FROM shown GROUP BY ALL
), whole AS (
    SELECT facet, with_facet, sum(authors) AS pairs FROM shown GROUP BY ALL
)
SELECT shown.label_id AS theme, shown.with_label_id AS label_id, shown.authors AS together,
       shown.authors * whole.pairs / (own.pairs * other.pairs) AS lift
FROM shown
JOIN margin AS own ON own.label_id = shown.label_id AND own.with_facet = shown.with_facet
JOIN margin AS other ON other.label_id = shown.with_label_id AND other.with_facet = shown.facet
JOIN whole ON whole.facet = shown.facet AND whole.with_facet = shown.with_facet
WHERE list_contains($themes::VARCHAR[], shown.label_id) ORDER BY theme, shown.with_label_id
