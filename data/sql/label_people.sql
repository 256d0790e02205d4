-- A row is one label: the distinct people who show it in their posts over the 52 weeks up to $now_week, and those who
-- show any.
WITH recent AS (
    SELECT who, label_id FROM mention WHERE kind = 'posts' AND week > $now_week - 364 AND week <= $now_week
)
SELECT label_id, count(DISTINCT who)::INTEGER AS authors,
       (SELECT count(DISTINCT who) FROM recent)::INTEGER AS everyone
FROM recent GROUP BY label_id
