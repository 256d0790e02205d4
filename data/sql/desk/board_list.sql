-- A row is one board with how many things are on it, the last made first.
SELECT b.board_id, b.name, b.note, b.made_at, count(p.pin_id) AS pins
FROM board b LEFT JOIN pin p ON p.board_id = b.board_id
GROUP BY b.board_id ORDER BY b.made_at DESC, b.board_id
