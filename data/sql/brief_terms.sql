-- A row is one word on the rise: the people who use it, and one label that evidence from the same posts speaks for, with
-- that evidence; the label is NULL where no post that uses the word is evidence of any.
WITH spoken AS (
    SELECT term, authors_recent, authors_before, unnest(post_ids::VARCHAR[]) AS post_id
    FROM emerging_term WHERE region = 'all'
)
SELECT 'term:' || spoken.term AS theme, spoken.term AS name, authors_recent, authors_before, label_id, evidence_id
FROM spoken LEFT JOIN evidence ON evidence.subject_kind = 'post' AND evidence.subject_id = spoken.post_id
     AND evidence.polarity <> 'against'
ORDER BY theme, label_id, evidence_id
