-- A row is one post of an archive, under the names that 'hemline ingest posts' knows.
SELECT post.native_id AS id, post.author, post.posted_at AS date, post.text, post.language, post.region, post.audience,
       post.engagement, first.native_id AS original, post.source, strftime(post.posted_at, '%Y-%m') AS month
FROM post LEFT JOIN post AS first ON first.post_id = post.original
JOIN source ON source.source = post.source AND source.kind = 'posts'
WHERE ($source IS NULL OR post.source = $source) AND ($before IS NULL OR post.posted_at < $before)
