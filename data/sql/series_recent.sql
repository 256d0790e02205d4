-- A row is one label in one scope over the scope's last 52 complete weeks: its posts, repeats left out, and authors.
-- A source's own series ends at that source's last complete week, every other one at the newest of all sources.
WITH ends AS (
    SELECT post.source, source.kind,
           max(post.week) - CASE WHEN isodow(max(post.posted_at)) = 7 THEN 0 ELSE 7 END AS over_by
    FROM post JOIN source ON source.source = post.source GROUP BY post.source, source.kind
), span AS (
    SELECT ends.source, ends.kind, max(post.week) AS now_week
    FROM ends JOIN post ON post.source = ends.source AND post.week <= ends.over_by GROUP BY ends.source, ends.kind
), everywhere AS (
    SELECT mention.* FROM mention, (SELECT max(now_week) AS now_week FROM span WHERE kind = 'posts') latest
    WHERE mention.kind = 'posts' AND mention.week BETWEEN latest.now_week - 357 AND latest.now_week
), by_source AS (
    SELECT mention.* FROM mention JOIN span ON span.source = mention.source
    WHERE mention.week BETWEEN span.now_week - 357 AND span.now_week
)
SELECT label_id, 'all' AS within_label_id, coalesce(region, 'all') AS region, 'all' AS source,
       coalesce(audience, 'all') AS audience,
       count(DISTINCT hash(first_post_id)) AS posts, count(DISTINCT who) AS authors
FROM everywhere GROUP BY GROUPING SETS ((label_id), (label_id, region), (label_id, audience))
HAVING (grouping(region) = 1 OR region IS NOT NULL) AND (grouping(audience) = 1 OR audience IS NOT NULL)
UNION ALL
SELECT label_id, 'all', 'all', source, 'all', count(DISTINCT hash(first_post_id)), count(DISTINCT who)
FROM by_source GROUP BY label_id, source
UNION ALL
SELECT part.label_id, whole.label_id, 'all', 'all', 'all',
       count(DISTINCT hash(part.first_post_id)), count(DISTINCT part.who)
FROM everywhere part
JOIN label ON label.label_id = part.label_id AND list_contains($facets::VARCHAR[], label.facet)
JOIN everywhere whole ON whole.post_id = part.post_id AND list_contains($categories::VARCHAR[], whole.label_id)
GROUP BY part.label_id, whole.label_id
ORDER BY ALL
