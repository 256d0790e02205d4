-- A row is one post with words that a reader has not read yet, in the order of post ids.
SELECT p.post_id, p.text, p.language
FROM post p
WHERE p.post_id > $after AND p.text <> ''
  AND NOT EXISTS (SELECT 1 FROM reading r WHERE r.reader = $reader AND r.subject_id = p.post_id)
ORDER BY p.post_id LIMIT $limit
