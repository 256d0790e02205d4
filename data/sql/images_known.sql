-- A row is one of the given image ids that is in the warehouse already.
SELECT image_id FROM image WHERE image_id IN (SELECT unnest($ids::VARCHAR[]))
