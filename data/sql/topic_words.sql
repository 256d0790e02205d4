-- A row is one topic of the last run with its words.
SELECT topic_id, words FROM topic ORDER BY topic_id
