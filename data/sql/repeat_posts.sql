-- A row is one post of the given weeks, the earliest of a week first.
SELECT post.week, post.post_id, post.source, post.author, post.posted_at, post.original, post.text
FROM post JOIN source ON source.source = post.source AND source.kind = 'posts'
WHERE list_contains($weeks::DATE[], post.week) AND post.text <> ''
ORDER BY post.week, post.posted_at, post.post_id
