-- What people show together: made anew with each forecast, over the 52 weeks up to the last complete one.

CREATE TABLE label_people (
    label_id VARCHAR PRIMARY KEY,
    authors INTEGER NOT NULL,            -- distinct people who show the label in their posts
    everyone INTEGER NOT NULL            -- distinct people who show any label
);

CREATE TABLE companion (                 -- two labels in the same post; each pair stands here from both sides
    label_id VARCHAR NOT NULL,
    with_label_id VARCHAR NOT NULL,
    authors INTEGER NOT NULL,            -- distinct people who show both
    before INTEGER NOT NULL,             -- who did in the 52 weeks before
    lift DOUBLE NOT NULL,                -- times more people than if the two had nothing to do with each other
    PRIMARY KEY (label_id, with_label_id)
);

CREATE TABLE companion_evidence (        -- evidence of one of the two labels from posts that show both, newest first
    label_id VARCHAR NOT NULL,
    with_label_id VARCHAR NOT NULL,
    place INTEGER NOT NULL,              -- from 1
    evidence_id VARCHAR NOT NULL
);
