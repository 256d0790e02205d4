-- A row is one picture that the reader $reader has not read yet and whose vector by the model $model is kept.
SELECT i.image_id, e.file, e.row_index
FROM image i JOIN embedding e ON e.model = $model AND e.text_hash = i.image_id
WHERE i.image_id > $after
  AND NOT EXISTS (SELECT 1 FROM reading r WHERE r.reader = $reader AND r.subject_id = i.image_id)
ORDER BY i.image_id LIMIT $limit
