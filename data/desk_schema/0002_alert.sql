-- A row is one fact about a kept series that crossed one of its thresholds.
CREATE TABLE alert (
    alert_id TEXT PRIMARY KEY,      -- series, rule, what it came to, and the week or the peak: the same fact, the same id
    series_id TEXT NOT NULL,
    name TEXT NOT NULL,
    rule TEXT NOT NULL,             -- stage | growth_above | growth_below | share_crosses | peak_weeks | confidence | gone
    week TEXT NOT NULL,             -- the last complete week when it was found
    peak_week TEXT,                 -- of the rule peak_weeks
    facts TEXT NOT NULL,            -- JSON: before, now and limit, as numbers or codes
    snapshot_id TEXT NOT NULL,
    found_at TEXT NOT NULL
) WITHOUT ROWID
