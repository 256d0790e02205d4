-- A row is one week of one label in one source of pictures that came with no post: pictures with the label, and all.
WITH alone AS (
    SELECT image_id, source, week FROM image
    WHERE week IS NOT NULL AND NOT EXISTS (SELECT 1 FROM post_image WHERE post_image.image_id = image.image_id)
), base AS (
    SELECT source, week, count(*) AS base FROM alone GROUP BY source, week
)
SELECT tag.label_id, alone.source, alone.week, count(DISTINCT alone.image_id) AS authors, any_value(base.base) AS base
FROM tag JOIN reader ON reader.reader = tag.reader AND reader.active
JOIN alone ON alone.image_id = tag.subject_id
JOIN base ON base.source = alone.source AND base.week = alone.week
WHERE tag.subject_kind = 'image' AND tag.polarity <> 'against'
GROUP BY tag.label_id, alone.source, alone.week ORDER BY ALL
