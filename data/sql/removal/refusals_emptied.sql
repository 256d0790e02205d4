-- A row is one refusal that still shows something of what was refused. Refusals name no author, so on an author's
-- request all of them in reach are emptied; place and reason stay.
UPDATE rejected SET fields = '{}'
WHERE fields::VARCHAR <> '{}' AND ($source IS NULL OR source = $source)
  AND source IN (SELECT source FROM source WHERE kind IN ('posts', 'labels'))
