-- A row is one alert owed to one channel that was set up when the alert was found; told_at is empty until it arrived.
CREATE TABLE delivery (
    alert_id TEXT NOT NULL,
    channel TEXT NOT NULL,          -- file | webhook | mail
    told_at TEXT,
    claim TEXT,                     -- the run that is telling it, so that two at once do not tell it twice
    claimed_at TEXT,                -- a claim that is old was left by a run that was killed
    PRIMARY KEY (alert_id, channel)
) WITHOUT ROWID
