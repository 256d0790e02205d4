-- A row is one uploaded picture that somebody keeps on a board, made small.
CREATE TABLE kept_picture (
    sha256 TEXT PRIMARY KEY,        -- of the bytes kept here
    jpeg BLOB NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    kept_at TEXT NOT NULL
)
