-- A row is one design brief, its sections as JSON.
SELECT * FROM brief ORDER BY brief_id
