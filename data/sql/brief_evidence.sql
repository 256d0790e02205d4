-- A row is one piece of evidence for one of the $labels, the newest three of each that are not against it.
SELECT label_id, evidence_id FROM evidence
WHERE polarity <> 'against' AND list_contains($labels::VARCHAR[], label_id)
QUALIFY row_number() OVER (PARTITION BY label_id ORDER BY week DESC, coalesce(engagement, 0) DESC, evidence_id) <= 3
ORDER BY label_id, week DESC, coalesce(engagement, 0) DESC, evidence_id
