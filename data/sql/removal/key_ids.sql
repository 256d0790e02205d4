-- A row is one key that hashes of authors were made with, and how many posts carry them.
SELECT author[1:4] AS key_id, count(*) AS posts FROM post
WHERE author IS NOT NULL AND ($source IS NULL OR source = $source) GROUP BY key_id ORDER BY key_id
