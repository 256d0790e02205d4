-- Set the note of a thing on a board; where somebody wrote another one than $before meanwhile, both stay.
UPDATE pin SET note = CASE WHEN note IN ($before, '', $note) THEN $note ELSE note || char(10) || $note END
WHERE pin_id = $pin_id
