-- Pin a thing to the end of a board, once, where there is room.
INSERT OR IGNORE INTO pin (pin_id, board_id, place, kind, ref, name, colours, pinned_at)
SELECT $pin_id, b.board_id, coalesce((SELECT max(place) FROM pin WHERE board_id = b.board_id), 0) + 1, $kind, $ref,
       $name, $colours, $pinned_at
FROM board b
WHERE b.board_id = $board_id AND (SELECT count(*) FROM pin WHERE board_id = b.board_id) < $most
