-- A row is one picture whose vector by the model $model is not kept yet, in the order of image ids.
SELECT i.image_id, i.path, i.source
FROM image i
WHERE i.image_id > $after
  AND NOT EXISTS (SELECT 1 FROM embedding e WHERE e.model = $model AND e.text_hash = i.image_id)
ORDER BY i.image_id LIMIT $limit
