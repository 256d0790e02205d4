-- A row is the last finished run of a job.
SELECT state FROM job_run WHERE job = $job AND outcome = 'done' ORDER BY ended_at DESC LIMIT 1
