-- A row is one series somebody keeps: what they want to hear of it, and how it was when it was last looked at.
-- A threshold that is NULL is not watched. Days are ISO dates, times ISO 8601 in UTC.
CREATE TABLE watch (
    series_id TEXT PRIMARY KEY,
    name TEXT NOT NULL,             -- as the page showed it when it was kept
    kept_at TEXT NOT NULL,
    on_stage INTEGER NOT NULL,      -- 1: when its stage changes
    on_confidence INTEGER NOT NULL, -- 1: when its confidence falls
    growth_above REAL,              -- when its growth rises above this, 0.3 is +30 %
    growth_below REAL,              -- when it falls below this
    share_crosses REAL,             -- when its share crosses this, either way
    peak_weeks INTEGER,             -- when its next peak is so many weeks away, or fewer
    week TEXT NOT NULL,             -- the last complete week it was looked at with
    stage TEXT,                     -- NULL where it was not followed then
    growth REAL,
    share REAL,
    peak_week TEXT,
    confidence TEXT
) WITHOUT ROWID
