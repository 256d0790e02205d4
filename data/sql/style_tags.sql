-- A row is one label that an active reader saw on one picture, styles left out.
SELECT DISTINCT t.subject_id AS image_id, t.label_id
FROM tag t JOIN reader r ON r.reader = t.reader AND r.active AND r.kind <> 'style'
WHERE t.subject_kind = 'image' AND t.polarity <> 'against' ORDER BY ALL
