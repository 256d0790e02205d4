-- A row is one file that holds vectors of pictures by the model $model.
SELECT DISTINCT file FROM embedding WHERE model = $model AND text_hash IN (SELECT image_id FROM image) ORDER BY file
