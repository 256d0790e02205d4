-- A row is one picture of a source that repeats no other one of it.
SELECT image_id, sha256, shape FROM image
WHERE source = $source AND repeat_of IS NULL AND shape IS NOT NULL ORDER BY image_id
