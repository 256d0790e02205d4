-- What a replay or an earlier forecast said and what came, and why a series stands where it stands.

ALTER TABLE accuracy ADD COLUMN said DOUBLE;     -- mean of the forecast over the observed weeks of the window
ALTER TABLE accuracy ADD COLUMN came DOUBLE;     -- mean of what came over the same weeks
ALTER TABLE accuracy ADD COLUMN before DOUBLE;   -- mean of the same weeks a season before the window

CREATE TABLE component (                -- level + season + rest = the value of the week
    series_id VARCHAR NOT NULL,
    week DATE NOT NULL,
    level DOUBLE NOT NULL,               -- where the series stands without season and noise; its slope is the trend
    season DOUBLE NOT NULL,              -- what the calendar adds; 0 throughout where no season is proven
    rest DOUBLE NOT NULL
);

CREATE TABLE analogue (                  -- replaced with each run
    series_id VARCHAR NOT NULL,
    place INTEGER NOT NULL,              -- 1 for the most alike
    analogue_id VARCHAR NOT NULL,        -- series_id of the other series, or of the same one earlier
    until DATE NOT NULL,                 -- last of the 52 weeks that looked like this series' last 52
    likeness DOUBLE NOT NULL,            -- correlation of the two shapes, at most 1
    change_then DOUBLE NOT NULL,         -- second half of those 52 weeks against the first
    growth DOUBLE NOT NULL,              -- the 52 weeks that followed against those 52
    PRIMARY KEY (series_id, place)
);

CREATE TABLE forecast_weight (           -- of the forecasts that trends show; replaced with each run
    run_id VARCHAR NOT NULL,
    series_id VARCHAR NOT NULL,
    model VARCHAR NOT NULL,
    weight DOUBLE NOT NULL,              -- above 0; the weights of a series add up to 1
    PRIMARY KEY (run_id, series_id, model)
);
