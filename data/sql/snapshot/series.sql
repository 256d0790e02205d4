-- A row is as in the warehouse's table of the same name, with the number of its series in `trend`, by which rows are laid
-- down: a page that joins by it, too, reads the weeks of one series or label without passing all the others.
WITH numbered AS (
    SELECT series_id, row_number() OVER (ORDER BY label_id, within_label_id, series_id) AS series_no FROM trend
)
SELECT series.*, numbered.series_no
FROM series LEFT JOIN numbered ON numbered.series_id = series.series_id ORDER BY numbered.series_no, series.week
