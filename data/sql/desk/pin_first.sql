-- Put a thing at the front of its board.
UPDATE pin SET place = (SELECT min(p.place) FROM pin p WHERE p.board_id = pin.board_id) - 1 WHERE pin_id = $pin_id
