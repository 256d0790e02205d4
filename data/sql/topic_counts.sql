-- A row is how many distinct texts there are, how many of them carry a label of the active text reader, and the newest
-- week with posts.
WITH tagged AS (
    SELECT DISTINCT tag.subject_id AS post_id FROM tag
    JOIN reader ON reader.reader = tag.reader AND reader.active AND reader.kind = 'text'
    WHERE tag.subject_kind = 'post'
)
SELECT count(DISTINCT post.text_hash) AS texts,
       count(DISTINCT post.text_hash) FILTER (WHERE tagged.post_id IS NOT NULL) AS tagged_texts,
       max(post.week) AS newest
FROM post LEFT JOIN tagged ON tagged.post_id = post.post_id
WHERE post.text <> ''
