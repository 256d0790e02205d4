-- A row is as in the warehouse's table of the same name, with the number of its series: those of one label follow each other.
SELECT *, row_number() OVER (ORDER BY label_id, within_label_id, series_id) AS series_no FROM trend
