-- A row is one cached vector of the model $model whose file $file is gone.
DELETE FROM embedding WHERE model = $model AND file = $file
