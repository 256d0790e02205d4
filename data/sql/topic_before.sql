-- A row is one post with the topic that the last run by the model $model gave it.
SELECT post_topic.post_id, post_topic.topic_id, post_topic.score
FROM post_topic JOIN topic ON topic.topic_id = post_topic.topic_id AND topic.model = $model
ORDER BY post_topic.post_id
