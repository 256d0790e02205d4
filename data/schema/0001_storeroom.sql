-- The storeroom's tables. A subject is a post or an image; `subject_id` is its id.
-- Weeks are the dates of their Mondays. Times are UTC without a zone.

CREATE TABLE source (
    source VARCHAR PRIMARY KEY,          -- name of the feed or file family
    kind VARCHAR NOT NULL,               -- posts | images | series | labels
    title VARCHAR NOT NULL,
    licence_note VARCHAR,
    region VARCHAR,                      -- region of every row that names none
    is_sample BOOLEAN NOT NULL DEFAULT false,
    cursor VARCHAR,                      -- where a live source stopped
    added_at TIMESTAMP NOT NULL
);

CREATE TABLE post (
    post_id VARCHAR PRIMARY KEY,         -- hash of source and native id
    source VARCHAR NOT NULL,
    native_id VARCHAR NOT NULL,          -- as the source gives it, or its keyed hash where it embeds an account
    posted_at TIMESTAMP NOT NULL,
    week DATE NOT NULL,
    author VARCHAR,                      -- keyed hash, never a name; NULL where the source has none
    language VARCHAR,
    region VARCHAR,
    audience VARCHAR,
    text VARCHAR NOT NULL,               -- masked; empty for a house's own records
    text_hash VARCHAR NOT NULL,
    engagement BIGINT                    -- likes + reposts + replies
);

CREATE TABLE image (
    image_id VARCHAR PRIMARY KEY,        -- first 16 hex digits of sha256
    sha256 VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    path VARCHAR NOT NULL,               -- the file stays where it is
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    designer VARCHAR,
    season VARCHAR,                      -- SS25, FW25, Resort 2026, Pre-Fall 2026
    year INTEGER,
    city VARCHAR,
    look INTEGER,
    shown_on DATE,
    week DATE,
    region VARCHAR
);

CREATE TABLE post_image (
    post_id VARCHAR NOT NULL,
    image_id VARCHAR NOT NULL,
    PRIMARY KEY (post_id, image_id)
);

CREATE TABLE label (
    label_id VARCHAR PRIMARY KEY,        -- facet:name
    facet VARCHAR NOT NULL,
    name VARCHAR NOT NULL,               -- English
    names JSON NOT NULL,                 -- {"en": …, "zh": …}
    hex VARCHAR,                         -- colours only
    origin VARCHAR NOT NULL              -- vocabulary | user | house
);

CREATE TABLE reader (
    reader VARCHAR PRIMARY KEY,          -- fingerprint
    kind VARCHAR NOT NULL,               -- text | garment | colour | house
    name VARCHAR NOT NULL,
    version VARCHAR NOT NULL,
    settings JSON NOT NULL,
    weights_hash VARCHAR,
    active BOOLEAN NOT NULL DEFAULT false,
    added_at TIMESTAMP NOT NULL
);

CREATE TABLE reading (
    reader VARCHAR NOT NULL,
    subject_id VARCHAR NOT NULL,
    subject_kind VARCHAR NOT NULL,       -- post | image
    PRIMARY KEY (reader, subject_id)
);

CREATE TABLE tag (
    reader VARCHAR NOT NULL,
    subject_id VARCHAR NOT NULL,
    subject_kind VARCHAR NOT NULL,
    label_id VARCHAR NOT NULL,
    polarity VARCHAR NOT NULL,           -- for | against | neutral
    score DOUBLE NOT NULL,               -- 0 to 1; for a colour of an image its share of the garment's area
    evidence VARCHAR,                    -- the words that carry it, or the hex of a colour
    span_start INTEGER,                  -- character offsets of the words in the text
    span_end INTEGER
);

CREATE TABLE embedding (
    model VARCHAR NOT NULL,              -- fingerprint
    text_hash VARCHAR NOT NULL,
    file VARCHAR NOT NULL,               -- under vectors/<fingerprint>/
    row_index INTEGER NOT NULL,
    PRIMARY KEY (model, text_hash)
);

CREATE TABLE topic (
    topic_id INTEGER PRIMARY KEY,        -- kept over runs
    model VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    words JSON NOT NULL,                 -- [[word, weight], …]
    posts INTEGER NOT NULL
);

CREATE TABLE post_topic (
    post_id VARCHAR PRIMARY KEY,
    topic_id INTEGER NOT NULL,           -- -1: none
    score DOUBLE
);

CREATE TABLE emerging_term (
    term VARCHAR NOT NULL,
    region VARCHAR NOT NULL,             -- all, or one region
    kind VARCHAR NOT NULL,               -- word | phrase | hashtag
    first_seen DATE NOT NULL,
    authors_recent INTEGER NOT NULL,     -- distinct authors, last 8 weeks
    authors_before INTEGER NOT NULL,     -- distinct authors, the 52 weeks before those
    share_recent DOUBLE NOT NULL,
    share_before DOUBLE NOT NULL,
    q_value DOUBLE NOT NULL,             -- false-discovery rate (Benjamini and Hochberg)
    post_ids JSON NOT NULL,              -- at most five posts that use it
    PRIMARY KEY (term, region)
);

CREATE TABLE interest (
    source VARCHAR NOT NULL,
    unique_id VARCHAR NOT NULL,          -- the series' own id
    name VARCHAR NOT NULL,
    week DATE NOT NULL,
    y DOUBLE NOT NULL,
    PRIMARY KEY (source, unique_id, week)
);

CREATE TABLE series (
    series_id VARCHAR NOT NULL,          -- label|within|region|source|audience, or the imported source:unique_id
    label_id VARCHAR NOT NULL,           -- for imported series: series:<unique_id>
    within_label_id VARCHAR NOT NULL,    -- all, or the label it is counted within
    region VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    audience VARCHAR NOT NULL,
    week DATE NOT NULL,
    authors INTEGER,                     -- distinct authors with the label; NULL for imported series
    base INTEGER,                        -- distinct authors of the base; NULL for imported series
    y DOUBLE NOT NULL,                   -- share, or the imported value
    PRIMARY KEY (series_id, week)
);

CREATE TABLE forecast (
    run_id VARCHAR NOT NULL,             -- hash of the series read and the model used
    series_id VARCHAR NOT NULL,
    cutoff DATE NOT NULL,                -- last week the model saw
    week DATE NOT NULL,
    horizon INTEGER NOT NULL,            -- weeks after the cutoff, from 1
    yhat DOUBLE NOT NULL,
    lo80 DOUBLE NOT NULL,
    hi80 DOUBLE NOT NULL,
    lo95 DOUBLE NOT NULL,
    hi95 DOUBLE NOT NULL,
    model VARCHAR NOT NULL,              -- what produced it, readable: ensemble(theta .5, …) or parent's shape
    made_at TIMESTAMP NOT NULL,
    published_at TIMESTAMP,              -- when a snapshot first carried it
    PRIMARY KEY (run_id, series_id, week)
);

CREATE TABLE accuracy (
    run_id VARCHAR NOT NULL,
    series_id VARCHAR NOT NULL,
    model VARCHAR NOT NULL,
    cutoff DATE NOT NULL,
    horizon INTEGER NOT NULL,            -- the first `horizon` weeks after the cutoff
    kind VARCHAR NOT NULL,               -- published | replayed
    mase DOUBLE,                         -- NULL where the scale is zero
    smape DOUBLE,                        -- 0 to 2
    season_error DOUBLE,                 -- |actual − predicted| ÷ actual on the averages of the window
    covered80 DOUBLE,                    -- share of weeks inside
    covered95 DOUBLE,
    width80 DOUBLE,                      -- mean width ÷ mean actual
    weeks INTEGER NOT NULL,
    PRIMARY KEY (run_id, series_id, model, cutoff, horizon, kind)
);

CREATE TABLE trend (
    series_id VARCHAR PRIMARY KEY,
    label_id VARCHAR NOT NULL,
    within_label_id VARCHAR NOT NULL,
    region VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    audience VARCHAR NOT NULL,
    run_id VARCHAR,                      -- NULL where no forecast was made
    now_week DATE NOT NULL,              -- last complete week
    stage VARCHAR NOT NULL,              -- emerging | rising | peaking | steady | declining | fading
    seasonal BOOLEAN NOT NULL,
    seasonal_strength DOUBLE,            -- 0 to 1
    magnitude VARCHAR NOT NULL,          -- band of the share: niche | small | medium | large | mass; imported: value
    share DOUBLE NOT NULL,               -- mean of the last 52 weeks (or the value's)
    growth DOUBLE,                       -- these 52 weeks against the 52 before, −1 to ∞
    growth_lo DOUBLE,                    -- its 80 % interval
    growth_hi DOUBLE,
    momentum DOUBLE,                     -- last 8 weeks against the same 8 a year before
    outlook DOUBLE,                      -- the next 52 weeks of the forecast against these 52
    peak_week DATE,                      -- next seasonal peak; NULL without seasonality
    peak_lo DATE,
    peak_hi DATE,
    confidence VARCHAR NOT NULL,         -- high | medium | low
    usual_error DOUBLE,                  -- median season_error at 26 weeks in the backtest
    posts INTEGER,                       -- subjects with the label, last 52 weeks
    authors INTEGER,                     -- distinct authors, last 52 weeks
    reason VARCHAR NOT NULL,             -- reason code, rendered by dashboard/words
    facts JSON NOT NULL                  -- the numbers the sentence needs
);

CREATE TABLE evidence (
    evidence_id VARCHAR PRIMARY KEY,     -- p-<post_id> or i-<image_id>, then the label
    label_id VARCHAR NOT NULL,
    week DATE NOT NULL,
    subject_kind VARCHAR NOT NULL,
    subject_id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    region VARCHAR,
    polarity VARCHAR NOT NULL,
    excerpt VARCHAR,                     -- masked text, at most 280 characters
    words VARCHAR,                       -- the words that carry the label
    sha256 VARCHAR,                      -- thumbnail of an image
    designer VARCHAR,
    season VARCHAR,
    look INTEGER,
    engagement BIGINT
);

CREATE TABLE brief (
    brief_id VARCHAR PRIMARY KEY,        -- hash of run, theme and writer
    run_id VARCHAR NOT NULL,
    theme VARCHAR NOT NULL,              -- label_id the brief is built round
    season VARCHAR NOT NULL,
    language VARCHAR NOT NULL,
    writer VARCHAR NOT NULL,             -- fingerprint
    title VARCHAR NOT NULL,
    body JSON NOT NULL,                  -- sections with claims; see analysis/briefs/brief.py
    faithfulness DOUBLE NOT NULL         -- supported claims ÷ claims
);

CREATE TABLE rejected (
    rejected_id VARCHAR PRIMARY KEY,     -- hash of source, place and reason
    source VARCHAR NOT NULL,
    place VARCHAR NOT NULL,              -- file name and line or row
    reason VARCHAR NOT NULL,             -- reason code
    fields JSON NOT NULL,                -- masked
    rejected_at TIMESTAMP NOT NULL
);

CREATE TABLE job_run (
    job_id VARCHAR PRIMARY KEY,
    job VARCHAR NOT NULL,
    argument VARCHAR,
    source VARCHAR,
    model VARCHAR,
    started_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP NOT NULL,
    outcome VARCHAR NOT NULL,            -- done | failed
    rows_in BIGINT NOT NULL DEFAULT 0,
    rows_stored BIGINT NOT NULL DEFAULT 0,
    rows_repeat BIGINT NOT NULL DEFAULT 0,
    rows_rejected BIGINT NOT NULL DEFAULT 0,
    state VARCHAR,                       -- hash of everything the job read, where it was recorded
    detail VARCHAR
);
