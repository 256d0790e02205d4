-- A row is where the file of one look of $image_ids lay when it was taken in; one that was fetched lies below the home.
SELECT image_id, path FROM look WHERE image_id IN (SELECT unnest($image_ids::VARCHAR[])) ORDER BY image_id
