-- A row is one week of one source, region and language: how many posts by how many people.
SELECT week, source, coalesce(region, 'unknown') AS region, coalesce(language, 'unknown') AS language,
       count(*) AS posts, count(DISTINCT author) AS authors
FROM post GROUP BY ALL
