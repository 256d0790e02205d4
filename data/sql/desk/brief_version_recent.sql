-- A row is the newest kept version of one brief, the brief that was kept last first.
SELECT brief_key, max(number) AS number, title, request, made_at FROM brief_version
WHERE body IS NOT NULL GROUP BY brief_key ORDER BY made_at DESC, brief_key LIMIT $most
