-- A row is a forecast that a trend shows and that now appears in a snapshot for the first time. One that was made and
-- replaced before anybody saw it is never published: by then some of its weeks may have come.
UPDATE forecast SET published_at = $now
WHERE published_at IS NULL
  AND EXISTS (SELECT 1 FROM trend WHERE trend.run_id = forecast.run_id AND trend.series_id = forecast.series_id)
