-- A row is where the vector of one look by one model lies.
SELECT model, image_id, file, row_index FROM look_place
