-- A row is one version of a brief that somebody kept, as it stood then; a dropped one keeps its number and loses its body.
CREATE TABLE brief_version (
    version_id TEXT PRIMARY KEY,
    brief_key TEXT NOT NULL,        -- what was asked for: theme, season, market, customer and language
    number INTEGER NOT NULL,        -- 1, 2, … within a brief, never given twice
    parent INTEGER,                 -- the number it was made from
    made_at TEXT NOT NULL,          -- ISO 8601, UTC
    title TEXT NOT NULL,
    request TEXT NOT NULL,          -- JSON: what the writer was asked
    writer TEXT NOT NULL,
    faithfulness REAL NOT NULL,     -- supported claims ÷ claims of what the writer wrote
    edited TEXT NOT NULL,           -- JSON: the sections a person edited
    body TEXT,                      -- JSON; NULL once it is dropped
    UNIQUE (brief_key, number)
) WITHOUT ROWID
