-- A row is one picture that a reader has not read yet, in the order of image ids.
SELECT i.image_id, i.path, i.source
FROM image i
WHERE i.image_id > $after
  AND NOT EXISTS (SELECT 1 FROM reading r WHERE r.reader = $reader AND r.subject_id = i.image_id)
ORDER BY i.image_id LIMIT $limit
