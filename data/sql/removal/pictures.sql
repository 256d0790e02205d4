-- A row is one picture that goes.
DELETE FROM image WHERE image_id IN (SELECT image_id FROM going_image)
