-- A row is one word that the vocabulary does not know yet and one region (or all) where more people use it than before.
SELECT term, region, kind, first_seen, authors_recent, authors_before, q_value
FROM emerging_term ORDER BY region <> 'all', region, q_value, term
