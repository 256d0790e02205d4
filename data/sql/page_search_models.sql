-- A row is one model by which looks can be compared, and how many it placed.
SELECT model, count(*) AS looks FROM look_place GROUP BY model ORDER BY looks DESC, model
