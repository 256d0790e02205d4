-- A row is as in the warehouse's table of the same name, with which way was called and which way it went: up or down
-- beyond 5 % of the same weeks a season before, else flat (analysis.forecasts.accuracy.DIRECTION_BAND).
WITH sized AS (SELECT *, 0.05 * abs(before) AS band FROM accuracy)
SELECT * EXCLUDE (band),
       CASE WHEN said > before + band THEN 'up' WHEN said < before - band THEN 'down' WHEN said - before IS NOT NULL THEN 'flat' END AS called,
       CASE WHEN came > before + band THEN 'up' WHEN came < before - band THEN 'down' WHEN came - before IS NOT NULL THEN 'flat' END AS went
FROM sized
