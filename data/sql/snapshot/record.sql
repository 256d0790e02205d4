-- A row is one horizon of the track record: of what was published then, or of what is replayed now; of one facet and one
-- region, or of any. `region` is `all` for series of all regions together. `commonest` is the share of the way that most
-- of them went: who always says that is right so often. `up_down` counts calls of up that went down.
WITH judged AS (
    SELECT a.*, coalesce(l.facet, 'series') AS facet, coalesce(t.region, nullif(split_part(a.series_id, '|', 3), ''), 'all') AS region
    FROM snapshot.accuracy a
    LEFT JOIN trend t ON t.series_id = a.series_id
    LEFT JOIN label l ON l.label_id = coalesce(t.label_id, split_part(a.series_id, '|', 1))
    WHERE a.model IN ('ensemble', 'borrowed')
), naive AS (
    SELECT run_id, series_id, cutoff, horizon, season_error, mase FROM snapshot.accuracy WHERE model = 'seasonal-naive'
)
SELECT ours.kind, ours.horizon, coalesce(ours.facet, 'any') AS facet, coalesce(ours.region, 'any') AS region,
       count(*) AS forecasts, count(DISTINCT ours.series_id) AS trends, count(DISTINCT ours.cutoff) AS origins,
       median(ours.season_error) AS season_error, median(naive.season_error) AS naive_error,
       avg(ours.mase) AS mase, avg(naive.mase) AS naive_mase,
       avg(ours.covered80) AS covered80, avg(ours.covered95) AS covered95, count(ours.covered80) AS banded,
       avg((ours.called = ours.went)::INT) AS called_right,
       greatest(avg((ours.went = 'up')::INT), avg((ours.went = 'flat')::INT), avg((ours.went = 'down')::INT)) AS commonest,
       count(*) FILTER (ours.called = 'up' AND ours.went = 'up') AS up_up,
       count(*) FILTER (ours.called = 'up' AND ours.went = 'flat') AS up_flat,
       count(*) FILTER (ours.called = 'up' AND ours.went = 'down') AS up_down,
       count(*) FILTER (ours.called = 'flat' AND ours.went = 'up') AS flat_up,
       count(*) FILTER (ours.called = 'flat' AND ours.went = 'flat') AS flat_flat,
       count(*) FILTER (ours.called = 'flat' AND ours.went = 'down') AS flat_down,
       count(*) FILTER (ours.called = 'down' AND ours.went = 'up') AS down_up,
       count(*) FILTER (ours.called = 'down' AND ours.went = 'flat') AS down_flat,
       count(*) FILTER (ours.called = 'down' AND ours.went = 'down') AS down_down
FROM judged ours
LEFT JOIN naive ON ours.kind = 'replayed' AND naive.run_id = ours.run_id AND naive.series_id = ours.series_id
    AND naive.cutoff = ours.cutoff AND naive.horizon = ours.horizon
GROUP BY ours.kind, ours.horizon, CUBE (ours.facet, ours.region)
