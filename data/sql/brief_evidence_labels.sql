-- A row is one piece of evidence with the label it speaks for.
SELECT evidence_id, label_id FROM evidence WHERE list_contains($evidence_ids, evidence_id) ORDER BY evidence_id
