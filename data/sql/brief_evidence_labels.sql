-- A row is one piece of evidence with the label it speaks for, and the designer and season of a picture.
SELECT evidence_id, label_id, designer, season FROM evidence
WHERE list_contains($evidence_ids::VARCHAR[], evidence_id) ORDER BY evidence_id
