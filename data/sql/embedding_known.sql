-- A row is one text from $first to $last whose vector by the model $model is cached, and where it lies.
SELECT text_hash, file, row_index FROM embedding
WHERE model = $model AND text_hash BETWEEN $first AND $last ORDER BY text_hash
