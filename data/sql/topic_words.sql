-- A row is one topic of the last run: its words, and the newest week with posts when a run last found it.
SELECT topic_id, model, name, words, found_week FROM topic ORDER BY topic_id
