-- A row is one picture and the style it was in.
SELECT t.subject_id AS image_id, substr(t.label_id, 7)::INTEGER AS style_id
FROM tag t JOIN reader r ON r.reader = t.reader AND r.kind = 'style' AND r.active
WHERE t.subject_kind = 'image' ORDER BY ALL
