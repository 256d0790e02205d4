-- A row is one week of one whole label of one source: its people and its share.
SELECT label_id, week, authors, y FROM series
WHERE source = $source AND within_label_id = 'all' AND region = 'all' AND audience = 'all'
ORDER BY label_id, week
