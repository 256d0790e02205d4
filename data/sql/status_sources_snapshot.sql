-- A row is one source as the snapshot knows it; whether it is live stands in the warehouse only.
SELECT source, kind, false AS live, rows, coalesce(authors, 0) AS authors, first_at, last_at FROM source ORDER BY source
