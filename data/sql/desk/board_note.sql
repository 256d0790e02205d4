-- Set the note of a board; where somebody wrote another one than $before meanwhile, both stay.
UPDATE board SET note = CASE WHEN note IN ($before, '', $note) THEN $note ELSE note || char(10) || $note END
WHERE board_id = $board_id
