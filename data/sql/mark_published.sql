-- A row is a forecast that now appears in a snapshot for the first time.
UPDATE forecast SET published_at = $now WHERE published_at IS NULL
