-- A row is one range plan.
SELECT rows FROM range_plan WHERE name = $name
