-- A row is where the vector of one look by the model $model lies.
SELECT image_id, file, row_index FROM look_place WHERE model = $model ORDER BY file, row_index
