-- A row is one way in which posts of one source repeat others of the same week: how many do.
SELECT source, kind, rows FROM repeat ORDER BY rows DESC, source, kind
