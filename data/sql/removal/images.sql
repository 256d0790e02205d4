-- A row is one picture that goes: posts that go brought it and no other post did. A folder's own pictures stay.
CREATE OR REPLACE TEMP TABLE going_image AS
SELECT image.image_id, image.sha256, image.path
FROM image JOIN source ON source.source = image.source
WHERE source.kind <> 'images'
  AND image.image_id IN (SELECT image_id FROM post_image WHERE post_id IN (SELECT post_id FROM going_post))
  AND image.image_id NOT IN (SELECT image_id FROM post_image WHERE post_id NOT IN (SELECT post_id FROM going_post))
