-- What chance would bring together is told from pairs alone: people who show the two facets in one post.

CREATE TABLE companion_before AS SELECT * FROM companion;

DROP TABLE companion;

CREATE TABLE companion (                 -- two labels in the same post; each pair stands here from both sides
    label_id VARCHAR NOT NULL,
    with_label_id VARCHAR NOT NULL,
    authors INTEGER NOT NULL,            -- distinct people who show both
    before INTEGER NOT NULL,             -- who did in the 52 weeks before
    pairs INTEGER NOT NULL,              -- authors of all pairs of the label with a label of the other's facet, added up
    with_pairs INTEGER NOT NULL,         -- the same of the other label
    all_pairs DOUBLE NOT NULL,           -- the same of all pairs of the two facets; see data/sql/companions.sql
    lift DOUBLE NOT NULL,                -- times more people than if which labels of the two facets meet were chance
    PRIMARY KEY (label_id, with_label_id)
);

INSERT INTO companion
WITH shown AS (
    SELECT companion_before.*, one.facet, other.facet AS with_facet
    FROM companion_before JOIN label AS one ON one.label_id = companion_before.label_id
    JOIN label AS other ON other.label_id = companion_before.with_label_id
), counted AS (
    SELECT label_id, with_label_id, authors, before, facet = with_facet AS alike,
           (sum(authors) OVER (PARTITION BY label_id, with_facet))::INTEGER AS pairs,
           (sum(authors) OVER (PARTITION BY with_label_id, facet))::INTEGER AS with_pairs,
           sum(authors) OVER (PARTITION BY facet, with_facet) AS whole
    FROM shown
)
SELECT label_id, with_label_id, authors, before, pairs, with_pairs,
       if(alike, 2 / (1 / (whole - pairs) + 1 / (whole - with_pairs)), whole)::DOUBLE AS all_pairs,
       authors * all_pairs / (pairs * with_pairs) AS lift
FROM counted;

DROP TABLE companion_before;
