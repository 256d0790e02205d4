-- A mention: one post that shows one label without rejecting it, as the series count it. It is seen in the post's
-- own text or in a picture that came with it, by an active reader; a label seen twice in a post gives two rows, so
-- count distinct posts or people. `who` stands for the author, or for the post where the source names no author.

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
SELECT post.post_id, post.source, source.kind, post.week, post.region, post.audience,
       hash(coalesce(post.author, post.post_id)) AS who, seen.label_id
FROM seen JOIN post ON post.post_id = seen.post_id JOIN source ON source.source = post.source;
