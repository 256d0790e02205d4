-- A row is one horizon of the track record, as `snapshot/record` counts it.
SELECT * FROM record ORDER BY kind, horizon, forecasts DESC, facet, region
