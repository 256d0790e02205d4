-- A row is one source of posts: its posts in the 52 weeks up to the newest one, in one region or in all.
SELECT c.source, any_value(s.title) AS title, sum(c.posts)::BIGINT AS posts
FROM coverage c JOIN source s ON s.source = c.source AND s.kind = 'posts'
WHERE c.week > (SELECT max(week) FROM coverage) - 364 AND ($region = 'all' OR c.region = $region)
GROUP BY c.source ORDER BY posts DESC, c.source
