-- A row is one source: what it holds, from when to when, how many authors, and where a live one stopped.
WITH held AS (
    SELECT source, posted_at AS at, author FROM post
    UNION ALL BY NAME SELECT source, shown_on::TIMESTAMP AS at FROM image
    UNION ALL BY NAME SELECT source, week::TIMESTAMP AS at FROM interest
)
SELECT source.source, source.kind, source.cursor IS NOT NULL AS live, count(held.source) AS rows,
       count(DISTINCT held.author) AS authors, min(held.at) AS first_at, max(held.at) AS last_at
FROM source LEFT JOIN held ON held.source = source.source
GROUP BY ALL ORDER BY source.source
