-- Let a thing on a board change places with the one before it ($later = 0) or after it ($later = 1).
UPDATE pin SET place = swap.place
FROM (
    WITH me AS (SELECT board_id, place FROM pin WHERE pin_id = $pin_id),
    other AS (
        SELECT p.pin_id, p.place FROM pin p JOIN me ON me.board_id = p.board_id
        WHERE CASE WHEN $later THEN p.place > me.place ELSE p.place < me.place END
        ORDER BY abs(p.place - me.place) LIMIT 1
    )
    SELECT $pin_id AS pin_id, other.place FROM other UNION ALL SELECT other.pin_id, me.place FROM other, me
) AS swap
WHERE pin.pin_id = swap.pin_id
