-- A row is one removal that is finished now: nothing of it is left.
UPDATE removal SET finished_at = $now, files = '[]' WHERE removal_id IN (SELECT unnest($ids::VARCHAR[]))
