-- A row is one complete week of one series: its people and its base by weight, both with their echo, and the stances.
SELECT s.week, s.authors, s.base, s.echo, s.base_echo, s.pro, s.con, s.voices
FROM series s JOIN trend t USING (series_id, series_no)
WHERE s.series_id = $series_id AND s.week <= t.now_week AND s.base_echo IS NOT NULL ORDER BY s.week
