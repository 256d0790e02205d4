-- Take a thing off its board.
DELETE FROM pin WHERE pin_id = $pin_id
