-- A row is one label that people show in the same post as one of the $themes: the distinct people who do, and how many
-- times more they are than by chance, as in `companions.sql`.
SELECT label_id AS theme, with_label_id AS label_id, authors AS together, lift FROM companion
WHERE list_contains($themes::VARCHAR[], label_id) ORDER BY theme, with_label_id
