-- A row is one picture that may be found, and where its vector by the model $model lies; a filter that is NULL lets all
-- through, and pictures that show the same are one.
SELECT i.image_id, e.file, e.row_index
FROM image i JOIN embedding e ON e.model = $model AND e.text_hash = i.image_id
WHERE i.repeat_of IS NULL
  AND ($season IS NULL OR i.season = $season) AND ($designer IS NULL OR i.designer = $designer)
  AND ($city IS NULL OR i.city = $city)
  AND ($label_id IS NULL OR i.image_id IN (
        SELECT t.subject_id FROM tag t JOIN reader r ON r.reader = t.reader AND r.active
        WHERE t.subject_kind = 'image' AND t.label_id = $label_id AND t.polarity <> 'against'))
ORDER BY e.file, e.row_index
