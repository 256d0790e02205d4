-- A row is one forecasting model, with how many trends show its forecast.
SELECT regexp_extract(f.model, '^(borrowed|[^(]*)') AS model, count(DISTINCT f.series_id) AS trends
FROM forecast f JOIN trend t ON t.series_id = f.series_id AND t.run_id = f.run_id
GROUP BY ALL ORDER BY trends DESC, model
