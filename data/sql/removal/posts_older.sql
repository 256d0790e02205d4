-- A row is one post that goes because it is from before $older_than; $source limits it unless it is NULL.
CREATE OR REPLACE TEMP TABLE going_post AS
SELECT post_id, author FROM post
WHERE posted_at < $older_than AND ($source IS NULL OR source = $source)
