-- A row is one label with its name in one language, null where it has none.
SELECT label_id, names ->> $language AS name FROM label
