-- A row is one source of posts or of house records: its kind, first week, newest week and last complete week.
-- A week is complete once the source has a post on its Sunday or later; the last one is the newest that has any post.
WITH ends AS (
    SELECT post.source, source.kind, min(post.week) AS first_week, max(post.week) AS newest_week,
           max(post.week) - CASE WHEN isodow(max(post.posted_at)) = 7 THEN 0 ELSE 7 END AS over_by
    FROM post JOIN source ON source.source = post.source
    WHERE source.kind IN ('posts', 'labels')
    GROUP BY post.source, source.kind
)
SELECT ends.source, ends.kind, ends.first_week, ends.newest_week, max(post.week) AS now_week
FROM ends JOIN post ON post.source = ends.source AND post.week <= ends.over_by
GROUP BY ALL ORDER BY ends.source
