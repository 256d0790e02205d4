-- A row is one kind of thing in a snapshot, how many there are, and the newest week.
SELECT 'posts' AS what, coalesce(sum(posts), 0) AS rows, max(week) AS newest_week FROM coverage
UNION ALL SELECT 'images', count(*), max(week) FROM look
UNION ALL SELECT 'topics', count(*), NULL FROM topic
UNION ALL SELECT 'series', count(DISTINCT series_id), max(week) FROM series
UNION ALL SELECT 'trends', count(*), max(now_week) FROM trend
UNION ALL SELECT 'evidence', count(*), max(week) FROM evidence
UNION ALL SELECT 'briefs', count(*), NULL FROM brief
UNION ALL SELECT 'rejected', coalesce(sum(rows), 0), NULL FROM rejected
