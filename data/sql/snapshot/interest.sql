-- A row is one imported series: its id, name and extent.
SELECT source, unique_id, any_value(name) AS name, min(week) AS first_week, max(week) AS last_week, count(*) AS weeks
FROM interest GROUP BY source, unique_id
