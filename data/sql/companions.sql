-- A row is one label that people show in the same post as another, over the 52 weeks up to $now_week: the distinct
-- people who do, who did in the 52 weeks before, and the lift over what chance would bring together. Chance is which
-- labels of the two facets meet, among all who show the two facets in one post: pairs are the people of all pairs of the
-- label with a label of the other's facet, added up. No label meets itself: of two of one facet, all pairs are the harmonic
-- mean of those that the one and that the other has no part in.
WITH shown AS (
    SELECT DISTINCT post_id, who, mention.label_id, label.facet, week > $now_week - 364 AS recent
    FROM mention JOIN label ON label.label_id = mention.label_id
    WHERE kind = 'posts' AND week > $now_week - 728 AND week <= $now_week
), paired AS (
    SELECT one.label_id, other.label_id AS with_label_id, one.facet, other.facet AS with_facet,
           count(DISTINCT one.who) FILTER (one.recent)::INTEGER AS authors,
           count(DISTINCT one.who) FILTER (NOT one.recent)::INTEGER AS before
    FROM shown AS one JOIN shown AS other ON other.post_id = one.post_id AND other.label_id <> one.label_id
    GROUP BY ALL HAVING authors > 0
), counted AS (
    SELECT label_id, with_label_id, authors, before, facet = with_facet AS alike,
           (sum(authors) OVER (PARTITION BY label_id, with_facet))::INTEGER AS pairs,
           (sum(authors) OVER (PARTITION BY with_label_id, facet))::INTEGER AS with_pairs,
           sum(authors) OVER (PARTITION BY facet, with_facet) AS whole
    FROM paired
)
SELECT label_id, with_label_id, authors, before, pairs, with_pairs,
       if(alike, 2 / (1 / (whole - pairs) + 1 / (whole - with_pairs)), whole)::DOUBLE AS all_pairs,
       authors * all_pairs / (pairs * with_pairs) AS lift
FROM counted
