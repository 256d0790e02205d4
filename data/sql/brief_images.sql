-- A row is one picture.
SELECT image_id FROM image ORDER BY image_id
