-- A row is one picture that shows a style best.
SELECT 'style:' || style_id AS theme, image_id FROM style_look ORDER BY style_id, place
