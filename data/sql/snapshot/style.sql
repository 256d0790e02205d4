-- A row is one visual style: its name, how many looks it has, and what it is named after.
SELECT s.style_id, 'style:' || s.style_id AS label_id, l.name, s.looks, s.named_after, s.model
FROM style s LEFT JOIN label l ON l.label_id = 'style:' || s.style_id
