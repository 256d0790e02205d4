-- A row is one piece of evidence with the label it speaks for, a post's words, a picture's designer and season.
SELECT evidence_id, label_id, designer, season, excerpt FROM evidence
WHERE list_contains($evidence_ids::VARCHAR[], evidence_id) ORDER BY evidence_id
