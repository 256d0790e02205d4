-- A row is one picture of $image_ids with what is known of it and the labels that active readers saw.
SELECT i.image_id, i.sha256, i.path, i.source, i.designer, i.season, i.year, i.city, i.look,
       coalesce(list(DISTINCT t.label_id ORDER BY t.label_id) FILTER (r.reader IS NOT NULL), []) AS label_ids
FROM image i
LEFT JOIN tag t ON t.subject_id = i.image_id AND t.subject_kind = 'image' AND t.polarity <> 'against'
LEFT JOIN reader r ON r.reader = t.reader AND r.active
WHERE i.image_id IN (SELECT unnest($image_ids::VARCHAR[]))
GROUP BY ALL ORDER BY i.image_id
