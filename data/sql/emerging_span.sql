-- A row is the newest complete week of all sources of posts, and the posts of the 60 weeks up to it.
WITH span AS (
    SELECT max(post.week) - CASE WHEN isodow(max(post.posted_at)) = 7 THEN 0 ELSE 7 END AS now_week
    FROM post JOIN source ON source.source = post.source AND source.kind = 'posts' GROUP BY post.source
), newest AS (
    SELECT max(now_week)::DATE AS now_week FROM span
)
SELECT newest.now_week, count(post.post_id) AS posts,
       count(post.post_id) FILTER (WHERE post.post_id IN (
           SELECT tag.subject_id FROM tag
           JOIN reader ON reader.reader = tag.reader AND reader.active AND reader.kind = 'text')) AS tagged_posts
FROM newest JOIN post ON post.week <= newest.now_week AND post.week > newest.now_week - 420 AND post.text <> ''
JOIN source ON source.source = post.source AND source.kind = 'posts'
GROUP BY newest.now_week
