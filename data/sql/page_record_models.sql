-- A row is one model over one horizon, as `snapshot/record_model` counts it.
SELECT * FROM record_model ORDER BY kind, horizon, season_error, model
