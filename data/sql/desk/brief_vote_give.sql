-- Say what a section is worth; a vote on the same words is changed.
INSERT INTO brief_vote (theme, section, text_id, useful, phrases, writer, voted_at)
VALUES ($theme, $section, $text_id, $useful, $phrases, $writer, $voted_at)
ON CONFLICT (theme, section, text_id) DO UPDATE SET useful = excluded.useful, voted_at = excluded.voted_at
