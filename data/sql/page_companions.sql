-- A row is one label that people show in the same post as $label_id, with its own trend where it has one: who show both,
-- who did in the year before, the pairs that chance is told from, and how many show either and any label.
SELECT t.series_id, c.with_label_id AS label_id, l.name, l.facet, 'all' AS within_label_id, 'all' AS region,
       'all' AS source, 'all' AS audience, t.stage, c.authors, c.before AS authors_before, c.lift, c.pairs, c.with_pairs,
       c.all_pairs, own.authors AS people, other.authors AS with_people, own.everyone
FROM companion c
JOIN label_people own ON own.label_id = c.label_id
JOIN label_people other ON other.label_id = c.with_label_id
JOIN label l ON l.label_id = c.with_label_id
LEFT JOIN trend t ON t.label_id = c.with_label_id AND t.within_label_id = 'all' AND t.region = 'all'
    AND t.source = 'all' AND t.audience = 'all'
WHERE c.label_id = $label_id ORDER BY c.with_label_id
