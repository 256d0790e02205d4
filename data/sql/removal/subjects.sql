-- A row is one subject that goes, a post or a picture.
CREATE OR REPLACE TEMP TABLE going AS
SELECT post_id AS id, 'post' AS kind FROM going_post UNION ALL SELECT image_id, 'image' FROM going_image
