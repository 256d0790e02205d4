-- A row is one kept version of one brief, the first kept first.
SELECT * FROM brief_version WHERE brief_key = $brief_key AND body IS NOT NULL ORDER BY number
