-- A row is what somebody thinks of one section of a brief; the same words in another version are the same row.
CREATE TABLE brief_vote (
    theme TEXT NOT NULL,
    section TEXT NOT NULL,
    text_id TEXT NOT NULL,          -- hash of the section's words
    useful INTEGER NOT NULL,        -- 1: useful, 0: not
    phrases TEXT NOT NULL,          -- JSON: ids of the phrases the writer used, none where it gives none
    writer TEXT NOT NULL,
    voted_at TEXT NOT NULL,         -- ISO 8601, UTC
    PRIMARY KEY (theme, section, text_id)
) WITHOUT ROWID
