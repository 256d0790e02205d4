-- A row is one topic, the largest first: its posts, its share of the posts with a topic in the last of at most 50 spans
-- of equal length, and its share in each of them in order; the first span begins with `first_week`.
WITH extent AS (
    SELECT min(week) AS first_week, ceil(((max(week) - min(week)) / 7 + 1) / 50)::INTEGER AS weeks FROM topic_week
), counted AS (
    SELECT topic_id, (week - first_week) // (7 * weeks) AS span, sum(posts) AS posts FROM topic_week, extent GROUP BY ALL
), spans AS (
    SELECT span, sum(posts) AS posts FROM counted GROUP BY span
), shared AS (
    SELECT topic.topic_id, spans.span, coalesce(counted.posts, 0) / spans.posts AS share
    FROM topic CROSS JOIN spans LEFT JOIN counted ON counted.topic_id = topic.topic_id AND counted.span = spans.span
)
SELECT topic.topic_id, topic.name AS topic, topic.model, topic.posts, arg_max(shared.share, shared.span) AS share,
       any_value(extent.first_week) AS first_week, any_value(extent.weeks) AS span_weeks,
       list(shared.share ORDER BY shared.span) AS recent
FROM extent CROSS JOIN topic JOIN shared ON shared.topic_id = topic.topic_id
GROUP BY topic.topic_id, topic.name, topic.model, topic.posts ORDER BY topic.posts DESC, topic.topic_id
