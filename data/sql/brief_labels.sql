-- A row is one label a brief may name, called as in $language, in English where it has no name there.
SELECT label_id, facet, coalesce(nullif(names ->> $language, ''), name) AS name, hex FROM label ORDER BY label_id
