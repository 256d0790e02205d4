-- A row is one source.
SELECT source, kind FROM source ORDER BY source
