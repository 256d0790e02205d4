-- A row is one keyed hash whose posts go.
SELECT DISTINCT author FROM going_post WHERE author IS NOT NULL ORDER BY author
