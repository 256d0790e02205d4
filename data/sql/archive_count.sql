-- A row is how many posts an archive takes, and from when to when they are.
SELECT count(*) AS posts, min(post.posted_at) AS first_at, max(post.posted_at) AS last_at
FROM post JOIN source ON source.source = post.source AND source.kind = 'posts'
WHERE ($source IS NULL OR post.source = $source) AND ($before IS NULL OR post.posted_at < $before)
