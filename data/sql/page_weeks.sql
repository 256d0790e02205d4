-- A row is one week of one source: its posts.
SELECT c.week, c.source, any_value(s.title) AS title, sum(c.posts)::BIGINT AS posts
FROM coverage c JOIN source s ON s.source = c.source AND s.kind = 'posts'
GROUP BY c.week, c.source ORDER BY c.week, c.source
