-- A row is one thing on a board, in the board's order.
SELECT pin_id, board_id, kind, ref, name, colours, note, pinned_at FROM pin
WHERE board_id = $board_id ORDER BY place, pin_id
