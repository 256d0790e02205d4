-- Take everything off a board.
DELETE FROM pin WHERE board_id = $board_id
