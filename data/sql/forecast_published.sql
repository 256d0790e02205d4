-- A row is one week up to $now that a published forecast foretold.
SELECT run_id, series_id, cutoff, CASE WHEN model LIKE 'borrowed%' THEN 'borrowed' ELSE 'ensemble' END AS model,
       week, horizon, yhat, lo80, hi80, lo95, hi95
FROM forecast WHERE published_at IS NOT NULL AND week <= $now
ORDER BY run_id, series_id, cutoff, horizon
