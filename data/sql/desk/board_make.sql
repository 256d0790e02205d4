-- Make a board.
INSERT INTO board (board_id, name, made_at) VALUES ($board_id, $name, $made_at)
