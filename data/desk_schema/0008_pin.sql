-- A row is one thing on a board; the same thing is there once.
CREATE TABLE pin (
    pin_id TEXT PRIMARY KEY,        -- hash of board, kind and ref
    board_id TEXT NOT NULL,
    place INTEGER NOT NULL,         -- the order on the board, with gaps
    kind TEXT NOT NULL,             -- look | picture | trend | palette
    ref TEXT NOT NULL,              -- image_id, sha256 of a kept picture, series_id, or hash of the colours
    name TEXT NOT NULL,             -- as it was called when it was pinned
    colours TEXT NOT NULL,          -- JSON: [{"label_id": …, "name": …, "hex": …, "area": …}], of palettes and kept pictures
    note TEXT NOT NULL DEFAULT '',
    pinned_at TEXT NOT NULL
) WITHOUT ROWID
