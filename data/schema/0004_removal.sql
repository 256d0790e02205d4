-- What was removed, on request or by age: when, of which kind, how much; never whom, at most by keyed hash.

CREATE TABLE removal (
    removal_id VARCHAR PRIMARY KEY,
    kind VARCHAR NOT NULL,               -- author | age
    source VARCHAR,                      -- the one it was limited to; NULL for all
    authors VARCHAR[] NOT NULL,          -- keyed hashes whose rows went; empty for age
    older_than TIMESTAMP,                -- for age: posts from before it went
    removed_at TIMESTAMP NOT NULL,
    counts JSON NOT NULL,                -- rows that went, by what they were
    files JSON NOT NULL,                 -- under the home, still to be deleted; empty once finished
    finished_at TIMESTAMP                -- when warehouse and snapshots had been written anew; NULL while they were not
);
