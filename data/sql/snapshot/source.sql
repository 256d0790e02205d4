-- A row is one feed or file family with what it holds.
WITH seen AS (
    SELECT source, count(*) AS rows, min(posted_at) AS first_at, max(posted_at) AS last_at, count(DISTINCT author) AS authors
    FROM post GROUP BY source
    UNION ALL BY NAME
    SELECT source, count(*) AS rows, min(shown_on)::TIMESTAMP AS first_at, max(shown_on)::TIMESTAMP AS last_at FROM image
    WHERE source IN (SELECT s.source FROM source s WHERE s.kind = 'images') GROUP BY source
    UNION ALL BY NAME
    SELECT source, count(*) AS rows, min(week)::TIMESTAMP AS first_at, max(week)::TIMESTAMP AS last_at FROM interest GROUP BY source
)
SELECT source.* EXCLUDE (cursor), coalesce(seen.rows, 0) AS rows, seen.authors, seen.first_at, seen.last_at
FROM source LEFT JOIN seen USING (source)
