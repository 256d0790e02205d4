-- A row is one week of one source's posts from one region in one language: its distinct authors, as the base counts them.
SELECT source, coalesce(region, '') AS region, coalesce(language, '') AS language, week, count(DISTINCT who) AS people
FROM counted_post
WHERE kind = 'posts' AND post_id NOT IN (SELECT post_id FROM off_topic)
GROUP BY ALL ORDER BY ALL
