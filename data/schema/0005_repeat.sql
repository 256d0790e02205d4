-- Posts that repeat another, and what still counts of them. The table `post` loses its index, which at millions of
-- text keys costs more time and memory than the posts themselves: Store keeps the key when it inserts.

CREATE TABLE post_anew (
    post_id VARCHAR NOT NULL,            -- hash of source and native id, each once
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
    engagement BIGINT,                   -- likes + reposts + replies
    original VARCHAR                     -- post_id of the post that this one merely reposts, whether it is here or not
);
INSERT INTO post_anew BY NAME SELECT * FROM post;
DROP VIEW mention;
DROP TABLE post;
ALTER TABLE post_anew RENAME TO post;

CREATE TABLE repeat (                    -- derived: made anew for a week whenever its posts have changed
    post_id VARCHAR NOT NULL,            -- each once
    week DATE NOT NULL,
    kind VARCHAR NOT NULL,               -- copy | campaign | burst | repost | near; ingest/repeats.py says when
    of_post_id VARCHAR NOT NULL          -- the first of them
);

CREATE TABLE repeat_week (               -- the weeks that were looked at
    week DATE NOT NULL,                  -- each once
    state VARCHAR NOT NULL               -- which posts it held then, and the rule they were looked at with
);

-- A counted post: one post as the series count it. `who` stands for the author, or for the post where the source names
-- no author; a copy and a campaign speak with the voice of the first of them, and so does a near-duplicate or a repost
-- without an author. What follows the first post of a burst does not count.

CREATE VIEW counted_post AS
WITH echo AS (
    SELECT repeat.post_id, repeat.kind, repeat.of_post_id, coalesce(post.author, repeat.of_post_id) AS speaker
    FROM repeat LEFT JOIN post ON post.post_id = repeat.of_post_id
)
SELECT post.post_id, post.source, source.kind, post.week, post.region, post.audience,
       coalesce(echo.of_post_id, post.post_id) AS first_post_id,
       CASE WHEN echo.kind IN ('copy', 'campaign') THEN echo.speaker
            ELSE coalesce(post.author, echo.speaker, post.post_id) END AS voice,
       hash(voice) AS who
FROM post JOIN source ON source.source = post.source LEFT JOIN echo ON echo.post_id = post.post_id
WHERE echo.kind IS DISTINCT FROM 'burst';

-- A mention: one counted post that shows one label without rejecting it. It is seen in the post's own text or in a
-- picture that came with it, by an active reader; a label seen twice in a post gives two rows, so count distinct
-- posts or people.

CREATE VIEW mention AS
WITH seen AS (
    SELECT tag.subject_id AS post_id, tag.label_id
    FROM tag JOIN reader ON reader.reader = tag.reader AND reader.active
    WHERE tag.subject_kind = 'post' AND tag.polarity <> 'against'
    UNION ALL
    SELECT post_image.post_id, tag.label_id
    FROM tag JOIN reader ON reader.reader = tag.reader AND reader.active
    JOIN post_image ON post_image.image_id = tag.subject_id
    WHERE tag.subject_kind = 'image' AND tag.polarity <> 'against'
)
SELECT counted_post.post_id, first_post_id, source, kind, week, region, audience, who, seen.label_id
FROM seen JOIN counted_post ON counted_post.post_id = seen.post_id;
