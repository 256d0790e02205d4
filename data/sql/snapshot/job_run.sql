-- A row is one of the last 200 runs of a job.
SELECT * FROM job_run ORDER BY started_at DESC LIMIT 200
