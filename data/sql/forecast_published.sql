-- A row is one week that a published forecast foretold and that may have come since.
SELECT run_id, series_id, cutoff, week, horizon, yhat, lo80, hi80, lo95, hi95
FROM forecast WHERE published_at IS NOT NULL
ORDER BY run_id, series_id, cutoff, horizon
