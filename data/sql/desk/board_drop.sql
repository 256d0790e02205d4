-- Drop a board.
DELETE FROM board WHERE board_id = $board_id
