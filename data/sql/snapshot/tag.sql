-- A row is one label that an active reader sees on one runway picture; labels of posts stay in the warehouse.
SELECT tag.* EXCLUDE (evidence, span_start, span_end) FROM tag
JOIN reader ON reader.reader = tag.reader AND reader.active
JOIN runway ON runway.image_id = tag.subject_id
WHERE tag.subject_kind = 'image'
