-- A row is one picture that may be found, and where its vector by the model $model lies; a filter that is NULL lets all
-- through.
SELECT p.image_id, p.file, p.row_index
FROM look_place p JOIN image i ON i.image_id = p.image_id
WHERE p.model = $model
  AND ($season IS NULL OR i.season = $season) AND ($designer IS NULL OR i.designer = $designer)
  AND ($city IS NULL OR i.city = $city)
  AND ($label_id IS NULL OR i.image_id IN (SELECT t.image_id FROM look_tag t WHERE t.label_id = $label_id))
ORDER BY p.file, p.row_index
