-- A row is one vote, the newest first.
SELECT * FROM brief_vote ORDER BY voted_at DESC, theme, section, text_id
