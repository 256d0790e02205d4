-- A row is one post that goes because one of the keyed hashes $authors wrote it; $source limits it unless it is NULL.
CREATE OR REPLACE TEMP TABLE going_post AS
SELECT post_id, author FROM post
WHERE author IN (SELECT unnest($authors::VARCHAR[])) AND ($source IS NULL OR source = $source)
