-- A row is one future week of one series, as the trend's own run forecast it.
SELECT f.week, f.horizon, f.yhat, f.lo80, f.hi80, f.lo95, f.hi95, f.model, f.cutoff
FROM forecast f JOIN trend t ON t.series_id = f.series_id AND t.run_id = f.run_id
WHERE f.series_id = $series_id ORDER BY f.week
