-- A row is one label: its facet, its name, and its hex if it is a colour.
SELECT label_id, facet, name, hex FROM label ORDER BY name
