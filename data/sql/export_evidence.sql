-- A row is one post or image behind one label in one week.
SELECT e.*, coalesce(l.name, e.label_id) AS name
FROM evidence e LEFT JOIN label l USING (label_id) ORDER BY e.label_id, e.week, e.evidence_id
