-- A row is one label of $label_ids that active readers saw on one look.
SELECT image_id, label_id, score FROM look_tag WHERE label_id IN (SELECT unnest($label_ids::VARCHAR[])) ORDER BY ALL
