-- A row is one piece of evidence that a brief names.
SELECT e.*, coalesce(l.name, e.label_id) AS name
FROM evidence e LEFT JOIN label l USING (label_id)
WHERE list_contains($evidence_ids, e.evidence_id) ORDER BY e.evidence_id
