-- A row is one piece of evidence, for one of the $themes or for the other label, from a post that shows both.
SELECT label_id AS theme, with_label_id AS label_id, evidence_id FROM companion_evidence
WHERE list_contains($themes::VARCHAR[], label_id) ORDER BY theme, with_label_id, place
