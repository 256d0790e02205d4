-- A row is one week of one label of $facets in posts that also show one of $categories: its distinct authors.
SELECT part.label_id, whole.label_id AS within_label_id, part.week, count(DISTINCT part.who) AS authors
FROM mention part
JOIN label ON label.label_id = part.label_id AND list_contains($facets::VARCHAR[], label.facet)
JOIN mention whole ON whole.post_id = part.post_id AND list_contains($categories::VARCHAR[], whole.label_id)
WHERE part.kind = 'posts'
GROUP BY part.label_id, whole.label_id, part.week ORDER BY ALL
