-- A row is one week of one topic: its posts and their share of the week's posts that have a topic.
SELECT pt.topic_id, p.week, count(*) AS posts, count(*) / sum(count(*)) OVER (PARTITION BY p.week) AS share
FROM post_topic pt JOIN post p USING (post_id)
WHERE pt.topic_id >= 0 GROUP BY pt.topic_id, p.week
