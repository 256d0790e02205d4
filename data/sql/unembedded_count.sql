-- A row is how many pictures there are, and of how many the vector by the model $model is not kept yet.
SELECT count(*) AS all_images, count(*) FILTER (e.text_hash IS NULL) AS images
FROM image i LEFT JOIN embedding e ON e.model = $model AND e.text_hash = i.image_id
