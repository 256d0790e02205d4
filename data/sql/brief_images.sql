-- A row is one picture a brief may show.
SELECT image_id FROM runway ORDER BY image_id
