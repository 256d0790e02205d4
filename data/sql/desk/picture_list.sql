-- A row is one kept picture of a board.
SELECT k.sha256, k.jpeg, k.width, k.height FROM kept_picture k JOIN pin p ON p.kind = 'picture' AND p.ref = k.sha256
WHERE p.board_id = $board_id
