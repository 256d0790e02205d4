-- A row is one removal: when, what kind, how much; never whom.
INSERT INTO removal VALUES ($removal_id, $kind, $source, $authors, $older_than, $now, $counts, $files, NULL)
