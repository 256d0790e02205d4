-- A row is one of the $series: the last week of the forecast that its trend shows.
SELECT forecast.series_id, max(forecast.week) AS last_week
FROM forecast JOIN trend ON trend.series_id = forecast.series_id AND trend.run_id = forecast.run_id
WHERE list_contains($series::VARCHAR[], forecast.series_id) GROUP BY forecast.series_id
