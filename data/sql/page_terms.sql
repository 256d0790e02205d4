-- A row is one word that the vocabulary does not know yet and that more people use than before; `used_like` is the word
-- of most people among those that are used in like posts, where it is another.
WITH leader AS (SELECT theme, arg_max(term, (authors_recent, term)) AS term FROM emerging_term GROUP BY theme)
SELECT emerging_term.term, nullif(leader.term, emerging_term.term) AS used_like, kind, first_seen, authors_recent,
       authors_before, share_recent, share_before, q_value
FROM emerging_term LEFT JOIN leader ON leader.theme = emerging_term.theme
WHERE region = 'all' ORDER BY share_recent - share_before DESC, emerging_term.term
