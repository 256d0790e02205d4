-- Drop a range plan.
DELETE FROM range_plan WHERE name = $name
