-- A row is one visual style: its name, how many looks it has, and the labels that it has more of than the others.
SELECT 'style:' || style.style_id AS theme, label.name, style.looks, style.named_after
FROM style LEFT JOIN label ON label.label_id = 'style:' || style.style_id ORDER BY style.style_id
