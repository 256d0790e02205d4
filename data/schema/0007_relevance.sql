-- Whether a post is about clothes at all: others stay out of the base of shares. NULL where nobody has judged it.

ALTER TABLE reading ADD COLUMN relevant BOOLEAN;

-- A post that the active reader of posts found to be about something else, and that no picture or label of its own
-- makes a mention.
CREATE VIEW off_topic AS
SELECT reading.subject_id AS post_id
FROM reading JOIN reader ON reader.reader = reading.reader AND reader.active AND reader.kind = 'text'
WHERE reading.subject_kind = 'post' AND NOT reading.relevant
  AND reading.subject_id NOT IN (SELECT post_id FROM mention);
