-- A row is one place of a vector whose file goes.
DELETE FROM embedding WHERE (model, file) IN (SELECT (model, file) FROM going_vectors)
