-- A row is one board.
CREATE TABLE board (
    board_id TEXT PRIMARY KEY,      -- random, the board's name in an address
    name TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    made_at TEXT NOT NULL
) WITHOUT ROWID
