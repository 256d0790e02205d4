-- A row is one future week of one series from one origin: all that was published before, and what trends show now.
SELECT * REPLACE (coalesce(published_at, getvariable('published_now')) AS published_at) FROM forecast
WHERE published_at IS NOT NULL
   OR EXISTS (SELECT 1 FROM trend WHERE trend.run_id = forecast.run_id AND trend.series_id = forecast.series_id)
