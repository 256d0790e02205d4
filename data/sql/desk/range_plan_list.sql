-- A row is one range plan without its rows, by name.
SELECT name, uploaded_at FROM range_plan ORDER BY name
