-- A row is one word that the vocabulary does not know yet and that more people use than before.
SELECT term, kind, first_seen, authors_recent, authors_before, share_recent, share_before, q_value
FROM emerging_term WHERE region = 'all' ORDER BY share_recent - share_before DESC, term
