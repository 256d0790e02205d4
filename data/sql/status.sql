-- A row is one kind of thing in the warehouse, how many there are, and the newest week.
SELECT 'posts' AS what, count(*) AS rows, max(week) AS newest_week FROM post
UNION ALL SELECT 'images', count(*), max(week) FROM image
UNION ALL SELECT 'interest series', count(DISTINCT (source, unique_id)), max(week) FROM interest
UNION ALL SELECT 'readings', count(*), NULL FROM reading
UNION ALL SELECT 'tags', count(*), NULL FROM tag
UNION ALL SELECT 'topics', count(*), NULL FROM topic
UNION ALL SELECT 'series', count(DISTINCT series_id), max(week) FROM series
UNION ALL SELECT 'forecasts', count(DISTINCT (run_id, series_id)), max(week) FROM forecast
UNION ALL SELECT 'trends', count(*), max(now_week) FROM trend
UNION ALL SELECT 'evidence', count(*), max(week) FROM evidence
UNION ALL SELECT 'briefs', count(*), NULL FROM brief
UNION ALL SELECT 'rejected', count(*), NULL FROM rejected
