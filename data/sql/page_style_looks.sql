-- A row is one look that shows a style best.
SELECT s.style_id, s.place, s.likeness, k.image_id, k.sha256, k.designer, k.season, k.look, k.width, k.height
FROM style_look s JOIN look k ON k.image_id = s.image_id ORDER BY s.style_id, s.place
