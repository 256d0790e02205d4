-- A row is one visual style.
SELECT style_id, label_id, coalesce(name, label_id) AS name, looks, named_after, model
FROM style ORDER BY looks DESC, style_id
