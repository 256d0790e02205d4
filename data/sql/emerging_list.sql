-- A row is one word that the vocabulary does not know yet and one region (or all) where more people use it than before;
-- `used_like` is the word of most people among those that are used in like posts, where it is another.
WITH leader AS (SELECT theme, arg_max(term, (authors_recent, term)) AS term FROM emerging_term GROUP BY theme)
SELECT emerging_term.term, region, kind, first_seen, authors_recent, authors_before, q_value,
       nullif(leader.term, emerging_term.term) AS used_like
FROM emerging_term LEFT JOIN leader ON leader.theme = emerging_term.theme
ORDER BY region <> 'all', region, q_value, emerging_term.term
