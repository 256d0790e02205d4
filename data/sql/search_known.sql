-- A row is one designer, season or city that pictures are known by.
SELECT DISTINCT unnest(['designer', 'season', 'city']) AS what, unnest([designer, season, city]) AS name
FROM image ORDER BY ALL
