-- A row is one model over one horizon, replayed now or published then, over all series that it was tried on; beside it
-- what repeating last year would have given on the same forecasts.
WITH naive AS (
    SELECT run_id, series_id, cutoff, horizon, season_error, mase FROM snapshot.accuracy WHERE model = 'seasonal-naive'
)
SELECT a.kind, a.horizon, a.model, count(*) AS forecasts, count(DISTINCT a.series_id) AS trends,
       count(DISTINCT a.cutoff) AS origins, median(a.season_error) AS season_error,
       median(naive.season_error) AS naive_error, avg(a.mase) AS mase, avg(naive.mase) AS naive_mase,
       avg(a.covered80) AS covered80, avg((a.called = a.went)::INT) AS called_right
FROM snapshot.accuracy a
LEFT JOIN naive ON a.kind = 'replayed' AND naive.run_id = a.run_id AND naive.series_id = a.series_id
    AND naive.cutoff = a.cutoff AND naive.horizon = a.horizon
GROUP BY a.kind, a.horizon, a.model
