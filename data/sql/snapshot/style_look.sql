-- A row is one picture that shows a style best.
SELECT style_id, place, image_id, likeness FROM style_look
