-- A row is one piece of evidence, for one of the $themes or for the other label, from a post that shows both.
WITH shown AS (
    SELECT evidence.evidence_id, evidence.label_id, evidence.subject_id AS post_id, evidence.week, evidence.engagement
    FROM evidence WHERE evidence.subject_kind = 'post' AND evidence.polarity <> 'against'
), together AS (
    SELECT mention.label_id AS theme, shown.label_id, shown.evidence_id, shown.week, shown.engagement
    FROM shown JOIN mention ON mention.post_id = shown.post_id AND mention.label_id <> shown.label_id
    WHERE list_contains($themes::VARCHAR[], mention.label_id)
    UNION
    SELECT shown.label_id AS theme, mention.label_id, shown.evidence_id, shown.week, shown.engagement
    FROM shown JOIN mention ON mention.post_id = shown.post_id AND mention.label_id <> shown.label_id
    WHERE list_contains($themes::VARCHAR[], shown.label_id)
)
SELECT theme, label_id, evidence_id FROM together
QUALIFY row_number() OVER (PARTITION BY theme, label_id
                           ORDER BY week DESC, coalesce(engagement, 0) DESC, evidence_id) <= 3
ORDER BY theme, label_id, week DESC, coalesce(engagement, 0) DESC, evidence_id
