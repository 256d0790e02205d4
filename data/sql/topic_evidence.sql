-- A row is one of the posts $post_ids with its text.
SELECT post_id, text_hash, text FROM post WHERE list_contains($post_ids, post_id) ORDER BY post_id
