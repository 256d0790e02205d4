-- A row is one label that people show in the same post as one of the $themes over the 52 weeks up to $now_week:
-- the distinct people who do, and how many times more than if the two had nothing to do with each other.
WITH recent AS (
    SELECT post_id, who, label_id FROM mention
    WHERE kind = 'posts' AND week > $now_week - 364 AND week <= $now_week
), sizes AS (
    SELECT label_id, count(DISTINCT who) AS authors FROM recent GROUP BY label_id
), everyone AS (
    SELECT count(DISTINCT who) AS authors FROM recent
), paired AS (
    SELECT theme.label_id AS theme, recent.label_id, count(DISTINCT recent.who) AS together
    FROM recent JOIN recent AS theme ON theme.post_id = recent.post_id AND theme.label_id <> recent.label_id
    WHERE list_contains($themes::VARCHAR[], theme.label_id)
    GROUP BY theme.label_id, recent.label_id
)
SELECT paired.theme, paired.label_id, paired.together,
       paired.together * everyone.authors / (theme_size.authors * label_size.authors) AS lift
FROM paired JOIN sizes AS theme_size ON theme_size.label_id = paired.theme
JOIN sizes AS label_size ON label_size.label_id = paired.label_id CROSS JOIN everyone
ORDER BY paired.theme, paired.label_id
