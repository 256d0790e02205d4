-- A row is one week of one series; `complete` is false after the last complete week.
SELECT s.week, s.y, s.authors, s.base, s.week <= t.now_week AS complete
FROM series s JOIN trend t USING (series_id, series_no)
WHERE s.series_id = $series_id ORDER BY s.week
