-- A row is one model's error on one series from one origin over one horizon.
SELECT a.model, a.cutoff, a.horizon, a.kind, a.mase, a.smape, a.season_error, a.covered80, a.covered95, a.width80, a.weeks,
       a.said, a.came, a.before, a.called, a.went
FROM accuracy a WHERE a.series_id = $series_id ORDER BY a.kind, a.cutoff DESC, a.horizon, a.model
