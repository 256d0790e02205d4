-- A row is one week of one whole label of one source.
SELECT label_id, week, y FROM series
WHERE source = $source AND within_label_id = 'all' AND region = 'all' AND audience = 'all'
ORDER BY label_id, week
