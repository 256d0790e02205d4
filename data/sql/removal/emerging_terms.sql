-- A row is one new word whose examples lose a post that goes.
UPDATE emerging_term
SET post_ids = to_json(list_filter(from_json(post_ids, '["VARCHAR"]'), lambda id: NOT list_contains(lost.ids, id)))
FROM (
    SELECT named.term, named.region, list(named.id) AS ids
    FROM (SELECT term, region, unnest(from_json(post_ids, '["VARCHAR"]')) AS id FROM emerging_term) AS named
    JOIN going ON going.id = named.id GROUP BY ALL
) AS lost
WHERE lost.term = emerging_term.term AND lost.region = emerging_term.region
