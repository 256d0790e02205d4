-- Stop keeping a series.
DELETE FROM watch WHERE series_id = $series_id
