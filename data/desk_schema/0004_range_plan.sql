-- A row is one uploaded range plan, with its rows as they were given.
CREATE TABLE range_plan (
    name TEXT PRIMARY KEY,
    uploaded_at TEXT NOT NULL,
    rows TEXT NOT NULL              -- JSON: a list of objects, column to value
) WITHOUT ROWID
