-- How loud each feed is beside what it usually is, how posts are answered, and which stance they take.

CREATE TABLE feed_week (                 -- derived: made anew with each count of the series
    source VARCHAR NOT NULL,
    region VARCHAR NOT NULL,             -- empty where the posts name none
    language VARCHAR NOT NULL,           -- empty where the posts name none
    week DATE NOT NULL,
    people INTEGER NOT NULL,             -- distinct authors of its counted posts about clothes
    weight DOUBLE NOT NULL,              -- of each of them in the whole, at most 1; analysis/trends/feeds.py says why
    region_weight DOUBLE NOT NULL        -- of each of them in the series of their region
);

ALTER TABLE series ALTER authors TYPE DOUBLE;    -- by weight: whole numbers where no feed is louder than usual
ALTER TABLE series ALTER base TYPE DOUBLE;       -- likewise
ALTER TABLE series ADD COLUMN echo DOUBLE;       -- the authors, each times the echo of the most answered post
ALTER TABLE series ADD COLUMN base_echo DOUBLE;  -- the base likewise; echo ÷ base_echo is the share weighed by answers
ALTER TABLE series ADD COLUMN pro DOUBLE;        -- by weight: people who spoke for the label and not against it
ALTER TABLE series ADD COLUMN con DOUBLE;        -- who spoke against it and not for it
ALTER TABLE series ADD COLUMN voices DOUBLE;     -- all who spoke for or against it or showed it

ALTER TABLE trend ADD COLUMN echo_share DOUBLE;  -- share weighed by answers over the weeks of `share`
ALTER TABLE trend ADD COLUMN echo_growth DOUBLE; -- its growth over the weeks of `growth`
ALTER TABLE trend ADD COLUMN stance DOUBLE;      -- net stance of the last 26 weeks, −1 to 1; NULL with too few voices
ALTER TABLE trend ADD COLUMN stance_lo DOUBLE;   -- its 80 % interval
ALTER TABLE trend ADD COLUMN stance_hi DOUBLE;
ALTER TABLE trend ADD COLUMN voices DOUBLE;      -- people behind the net stance
ALTER TABLE trend ADD COLUMN caution VARCHAR;    -- disliked | unanswered; analysis/trends/reception.py says when

DROP VIEW off_topic;
DROP VIEW mention;
DROP VIEW counted_post;

-- A counted post: one post as the series count it. `who` stands for the author, or for the post where the source names
-- no author; a copy and a campaign speak with the voice of the first of them, and so does a near-duplicate or a repost
-- without an author. What follows the first post of a burst does not count. `echo` is 1 for a post without answers and
-- grows by the logarithm of likes, reposts and replies together, of which a thousand count at most. It is a multiple of
-- 1/256, as weights are of 1/4096, so that sums are the same in whatever order they are added.

CREATE VIEW counted_post AS
WITH repeated AS (
    SELECT repeat.post_id, repeat.kind, repeat.of_post_id, coalesce(post.author, repeat.of_post_id) AS speaker
    FROM repeat LEFT JOIN post ON post.post_id = repeat.of_post_id
)
SELECT post.post_id, post.source, source.kind, post.week, post.region, post.audience, post.language,
       coalesce(repeated.of_post_id, post.post_id) AS first_post_id,
       CASE WHEN repeated.kind IN ('copy', 'campaign') THEN repeated.speaker
            ELSE coalesce(post.author, repeated.speaker, post.post_id) END AS voice,
       hash(voice) AS who,
       1 + round(256 * ln(1 + least(greatest(coalesce(post.engagement, 0), 0), 1000))) / 256 AS echo,
       coalesce(feed_week.weight, 1) AS weight, coalesce(feed_week.region_weight, 1) AS region_weight
FROM post JOIN source ON source.source = post.source LEFT JOIN repeated ON repeated.post_id = post.post_id
LEFT JOIN feed_week ON feed_week.source = post.source AND feed_week.week = post.week
    AND feed_week.region = coalesce(post.region, '') AND feed_week.language = coalesce(post.language, '')
WHERE repeated.kind IS DISTINCT FROM 'burst';

-- A stance: one counted post that shows one label, for it, against it or neither. It is seen in the post's own text or
-- in a picture that came with it, by an active reader; a label seen twice in a post gives two rows, so count distinct
-- posts or people.

CREATE VIEW stance AS
WITH seen AS (
    SELECT tag.subject_id AS post_id, tag.label_id, tag.polarity
    FROM tag JOIN reader ON reader.reader = tag.reader AND reader.active
    WHERE tag.subject_kind = 'post'
    UNION ALL
    SELECT post_image.post_id, tag.label_id, tag.polarity
    FROM tag JOIN reader ON reader.reader = tag.reader AND reader.active
    JOIN post_image ON post_image.image_id = tag.subject_id
    WHERE tag.subject_kind = 'image'
)
SELECT counted_post.post_id, first_post_id, source, kind, week, region, audience, who, echo, weight, region_weight,
       seen.label_id, seen.polarity
FROM seen JOIN counted_post ON counted_post.post_id = seen.post_id;

-- A mention: a stance that does not reject its label.

CREATE VIEW mention AS SELECT * EXCLUDE (polarity) FROM stance WHERE polarity <> 'against';

-- A post that the active reader of posts found to be about something else, and that no picture or label of its own
-- makes a mention.

CREATE VIEW off_topic AS
SELECT reading.subject_id AS post_id
FROM reading JOIN reader ON reader.reader = reading.reader AND reader.active AND reader.kind = 'text'
WHERE reading.subject_kind = 'post' AND NOT reading.relevant
  AND reading.subject_id NOT IN (SELECT post_id FROM mention);
