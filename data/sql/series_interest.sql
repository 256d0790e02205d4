-- A row is one week of one imported series, with the name it goes by.
SELECT source, unique_id, name, week, y FROM interest ORDER BY source, unique_id, week
