-- A row is one model's error on one series from one origin over one horizon.
SELECT a.model, a.cutoff, a.horizon, a.kind, a.mase, a.smape, a.season_error, a.covered80, a.covered95, a.width80, a.weeks
FROM accuracy a JOIN trend t ON t.series_id = a.series_id AND (a.kind = 'published' OR a.run_id = t.run_id)
WHERE a.series_id = $series_id ORDER BY a.cutoff DESC, a.horizon, a.model
