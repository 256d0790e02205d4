-- A row is one label of $label_ids that active readers saw on one picture that may be found; a filter that is NULL lets
-- all through.
SELECT s.image_id, s.label_id, s.score
FROM look_tag s JOIN image i ON i.image_id = s.image_id
WHERE s.label_id IN (SELECT unnest($label_ids::VARCHAR[]))
  AND ($season IS NULL OR i.season = $season) AND ($designer IS NULL OR i.designer = $designer)
  AND ($city IS NULL OR i.city = $city)
  AND ($label_id IS NULL OR i.image_id IN (SELECT t.image_id FROM look_tag t WHERE t.label_id = $label_id))
ORDER BY ALL
