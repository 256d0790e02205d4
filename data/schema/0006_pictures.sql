-- Pictures of posts and pictures that show the same. `path` of a fetched picture is below the home, as in
-- pictures/ab/<sha256>.jpg; its name is the hash of the bytes as they came, its content a copy of their pixels.

ALTER TABLE image ADD COLUMN shape BIGINT;       -- 64-bit difference hash of what is seen
ALTER TABLE image ADD COLUMN repeat_of VARCHAR;  -- image_id of the picture of the same source that it repeats, or NULL

ALTER TABLE post_image ADD COLUMN place INTEGER; -- which of the post's pictures it is, from 1

-- A runway picture: one that a folder or a manifest brought, and that repeats no other of its source. A picture that
-- came with a post belongs to the post's source and is counted with the post.
CREATE VIEW runway AS
SELECT image.* FROM image JOIN source ON source.source = image.source
WHERE source.kind = 'images' AND image.repeat_of IS NULL;
