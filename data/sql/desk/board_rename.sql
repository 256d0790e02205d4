-- Call a board by another name.
UPDATE board SET name = $name WHERE board_id = $board_id
