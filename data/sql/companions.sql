-- A row is one label that people show in the same post as another, over the 52 weeks up to $now_week: the distinct
-- people who do, who did in the 52 weeks before, and the lift over what chance would bring together.
WITH shown AS (
    SELECT DISTINCT post_id, who, label_id, week > $now_week - 364 AS recent FROM mention
    WHERE kind = 'posts' AND week > $now_week - 728 AND week <= $now_week
), paired AS (
    SELECT one.label_id, other.label_id AS with_label_id,
           count(DISTINCT one.who) FILTER (one.recent)::INTEGER AS authors,
           count(DISTINCT one.who) FILTER (NOT one.recent)::INTEGER AS before
    FROM shown AS one JOIN shown AS other ON other.post_id = one.post_id AND other.label_id <> one.label_id
    GROUP BY one.label_id, other.label_id
)
SELECT paired.*, paired.authors * one.everyone / (one.authors * other.authors) AS lift
FROM paired JOIN label_people AS one ON one.label_id = paired.label_id
JOIN label_people AS other ON other.label_id = paired.with_label_id
WHERE paired.authors > 0
