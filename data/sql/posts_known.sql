-- A row is one of the given post ids that is in the warehouse already.
SELECT post_id FROM post WHERE post_id IN (SELECT unnest($ids::VARCHAR[]))
