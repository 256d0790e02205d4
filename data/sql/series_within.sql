-- A row is one week of one label of $facets in posts that also show one of $categories, its people by weight: who showed
-- it, with and without their echo; who spoke for it only, against it only, and all of them.
WITH person AS (
    SELECT part.label_id, whole.label_id AS within_label_id, part.week, part.who,
           max(part.echo) FILTER (part.polarity <> 'against') AS echo, max(part.weight) AS weight,
           bool_or(part.polarity = 'for') AS is_for, bool_or(part.polarity = 'against') AS is_against
    FROM stance part
    JOIN label ON label.label_id = part.label_id AND list_contains($facets::VARCHAR[], label.facet)
    JOIN mention whole ON whole.post_id = part.post_id AND list_contains($categories::VARCHAR[], whole.label_id)
    WHERE part.kind = 'posts'
    GROUP BY ALL
)
SELECT label_id, within_label_id, week,
       coalesce(sum(weight) FILTER (echo IS NOT NULL), 0) AS authors, coalesce(sum(weight * echo), 0) AS echo,
       coalesce(sum(weight) FILTER (is_for AND NOT is_against), 0) AS pro,
       coalesce(sum(weight) FILTER (is_against AND NOT is_for), 0) AS con, sum(weight) AS voices
FROM person GROUP BY ALL ORDER BY ALL
