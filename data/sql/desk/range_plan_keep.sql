-- Keep an uploaded range plan; one of the same name is replaced.
INSERT INTO range_plan (name, uploaded_at, rows) VALUES ($name, $uploaded_at, $rows)
ON CONFLICT (name) DO UPDATE SET uploaded_at = excluded.uploaded_at, rows = excluded.rows
