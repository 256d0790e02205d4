-- A row is one piece of evidence of a label or of its companion from a post that shows both, the newest three of each.
WITH shown AS (
    SELECT evidence_id, label_id, subject_id AS post_id, week, engagement
    FROM evidence WHERE subject_kind = 'post' AND polarity <> 'against'
), together AS (
    SELECT shown.label_id, mention.label_id AS with_label_id, evidence_id, shown.week, engagement
    FROM shown JOIN mention ON mention.post_id = shown.post_id AND mention.label_id <> shown.label_id
    UNION
    SELECT mention.label_id, shown.label_id, evidence_id, shown.week, engagement
    FROM shown JOIN mention ON mention.post_id = shown.post_id AND mention.label_id <> shown.label_id
)
SELECT label_id, with_label_id, evidence_id,
       row_number() OVER (PARTITION BY label_id, with_label_id
                          ORDER BY week DESC, coalesce(engagement, 0) DESC, evidence_id)::INTEGER AS place
FROM together QUALIFY place <= 3
