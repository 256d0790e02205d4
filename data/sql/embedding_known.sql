-- A row is one text whose vector by the model $model is cached, and where it lies.
SELECT text_hash, file, row_index FROM embedding WHERE model = $model ORDER BY text_hash
