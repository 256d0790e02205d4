-- A row is one run of a job, newest first.
SELECT job, argument, source, model, started_at, ended_at, outcome, rows_in, rows_stored, rows_repeat, rows_rejected, detail
FROM job_run ORDER BY started_at DESC, job
