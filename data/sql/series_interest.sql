-- A row is one week of one imported series.
SELECT source, unique_id, week, y FROM interest ORDER BY source, unique_id, week
