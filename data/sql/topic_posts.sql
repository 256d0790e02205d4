-- A row is one post with the hash of its text.
SELECT post_id, text_hash FROM post WHERE text <> '' ORDER BY post_id
