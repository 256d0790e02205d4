-- A row is one label in one scope over the scope's last 52 complete weeks: its posts and its distinct authors.
-- A source's own series ends at that source's last complete week, every other one at the newest of all sources.
WITH span AS (
    SELECT post.source, source.kind,
           max(post.week) - CASE WHEN isodow(max(post.posted_at)) = 7 THEN 0 ELSE 7 END AS now_week
    FROM post JOIN source ON source.source = post.source GROUP BY post.source, source.kind
), dated AS (
    SELECT mention.*, span.now_week AS source_now,
           (SELECT max(now_week) FROM span WHERE kind = 'posts') AS all_now
    FROM mention JOIN span ON span.source = mention.source
), recent AS (
    SELECT kind, label_id, region, source, audience, post_id, who,
           week > all_now - 364 AND week <= all_now AS in_all, week > source_now - 364 AND week <= source_now AS in_source
    FROM dated
)
SELECT label_id, 'all' AS within_label_id, coalesce(region, 'all') AS region, coalesce(source, 'all') AS source,
       coalesce(audience, 'all') AS audience,
       count(DISTINCT post_id) FILTER (WHERE in_all) AS posts_all, count(DISTINCT who) FILTER (WHERE in_all) AS authors_all,
       count(DISTINCT post_id) FILTER (WHERE in_source) AS posts_source,
       count(DISTINCT who) FILTER (WHERE in_source) AS authors_source
FROM recent
GROUP BY GROUPING SETS ((kind, label_id), (kind, label_id, region), (kind, label_id, source), (kind, label_id, audience))
HAVING (grouping(region) = 1 OR region IS NOT NULL) AND (grouping(audience) = 1 OR audience IS NOT NULL)
   AND (kind = 'posts' OR (kind = 'labels' AND grouping(source) = 0))
UNION ALL
SELECT part.label_id, whole.label_id, 'all', 'all', 'all', count(DISTINCT part.post_id), count(DISTINCT part.who), 0, 0
FROM recent part
JOIN label ON label.label_id = part.label_id AND list_contains($facets, label.facet)
JOIN recent whole ON whole.post_id = part.post_id AND list_contains($categories, whole.label_id)
WHERE part.kind = 'posts' AND part.in_all
GROUP BY part.label_id, whole.label_id
ORDER BY ALL
