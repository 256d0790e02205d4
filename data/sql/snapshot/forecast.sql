-- A row is one future week of one series from one origin; every published origin is kept.
SELECT * FROM forecast WHERE published_at IS NOT NULL
