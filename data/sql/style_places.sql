-- A row is one picture with a kept vector by the model $model, where it lies and by whom it is; pictures that show the
-- same are one.
SELECT i.image_id, i.designer, e.file, e.row_index
FROM image i JOIN embedding e ON e.model = $model AND e.text_hash = i.image_id
WHERE i.repeat_of IS NULL ORDER BY i.image_id
