-- A row is one week of one label in one source of pictures that came with no post: pictures with the label, and all.
WITH base AS (
    SELECT source, week, count(*) AS base FROM runway WHERE week IS NOT NULL GROUP BY source, week
)
SELECT tag.label_id, runway.source, runway.week, count(DISTINCT runway.image_id) AS authors,
       any_value(base.base) AS base
FROM tag JOIN reader ON reader.reader = tag.reader AND reader.active
JOIN runway ON runway.image_id = tag.subject_id
JOIN base ON base.source = runway.source AND base.week = runway.week
WHERE tag.subject_kind = 'image' AND tag.polarity <> 'against'
GROUP BY tag.label_id, runway.source, runway.week ORDER BY ALL
