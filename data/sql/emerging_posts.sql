-- A row is one post of the 60 weeks up to $now_week by one in $every authors: who wrote what where, on topic or not.
SELECT post.post_id, counted_post.voice AS author, post.week, post.region, post.text,
       post.post_id IN (
           SELECT tag.subject_id FROM tag
           JOIN reader ON reader.reader = tag.reader AND reader.active AND reader.kind = 'text') AS on_topic
FROM post JOIN counted_post ON counted_post.post_id = post.post_id AND counted_post.kind = 'posts'
WHERE post.text <> '' AND post.week <= $now_week AND post.week > $now_week - 420
  AND counted_post.who % $every = 0
ORDER BY post.post_id
