-- A row is one source with what it holds and how fresh it is.
SELECT source, kind, title, region, is_sample, licence_note, rows, authors, first_at, last_at, added_at
FROM source ORDER BY kind, source
