-- A row is one horizon of the track record over all series: of what was published then, or of what is replayed now.
-- `commonest` is the share of the way that most of them went: who always says that is right so often.
WITH naive AS (
    SELECT run_id, series_id, cutoff, horizon, season_error, mase FROM accuracy WHERE model = 'seasonal-naive'
)
SELECT ours.kind, ours.horizon, count(*) AS forecasts, count(DISTINCT ours.series_id) AS trends,
       count(DISTINCT ours.cutoff) AS origins,
       median(ours.season_error) AS season_error, median(naive.season_error) AS naive_error,
       avg(ours.mase) AS mase, avg(naive.mase) AS naive_mase, avg(ours.covered80) AS covered80,
       avg((ours.called = ours.went)::INT) AS called_right,
       greatest(avg((ours.went = 'up')::INT), avg((ours.went = 'flat')::INT), avg((ours.went = 'down')::INT)) AS commonest
FROM accuracy ours
LEFT JOIN naive ON ours.kind = 'replayed' AND naive.run_id = ours.run_id AND naive.series_id = ours.series_id
    AND naive.cutoff = ours.cutoff AND naive.horizon = ours.horizon
WHERE ours.model IN ('ensemble', 'borrowed')
GROUP BY ours.kind, ours.horizon ORDER BY ours.kind, ours.horizon
