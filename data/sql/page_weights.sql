-- A row is one model's part in the forecast that one series shows, the largest first.
SELECT w.model, w.weight
FROM forecast_weight w JOIN trend t ON t.series_id = w.series_id AND t.run_id = w.run_id
WHERE w.series_id = $series_id ORDER BY w.weight DESC, w.model
