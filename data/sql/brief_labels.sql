-- A row is one label a brief may name.
SELECT label_id, facet, name, names, hex FROM label ORDER BY label_id
