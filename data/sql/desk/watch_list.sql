-- A row is one series that is kept, the first kept first, with the last peak of it that was told.
SELECT w.*, (SELECT max(a.peak_week) FROM alert a WHERE a.series_id = w.series_id AND a.rule = 'peak_weeks') AS peak_told
FROM watch w ORDER BY w.kept_at, w.series_id
