-- A row is one week whose posts, or the rule for repeats, have changed since it was looked at: how many posts, and its
-- state now.
WITH now AS (
    SELECT post.week, count(*) AS posts, concat_ws(' ', $rule, count(*), bit_xor(hash(post.post_id))) AS state
    FROM post JOIN source ON source.source = post.source AND source.kind = 'posts' GROUP BY post.week
)
SELECT coalesce(now.week, repeat_week.week) AS week, coalesce(now.posts, 0) AS posts, now.state
FROM now FULL JOIN repeat_week ON repeat_week.week = now.week
WHERE now.state IS DISTINCT FROM repeat_week.state ORDER BY 1
