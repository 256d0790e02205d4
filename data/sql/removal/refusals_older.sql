-- A row is one refusal from before $older_than.
DELETE FROM rejected WHERE rejected_at < $older_than AND ($source IS NULL OR source = $source)
