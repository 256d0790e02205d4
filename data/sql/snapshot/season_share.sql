-- A row is one label in one season, over all runway pictures, one designer's or one city's: how many show it, of how many.
-- `position` puts seasons in the order of their deliveries: resort, spring, pre-fall, autumn.
WITH shown AS (
    SELECT image_id, season, designer, city,
           year * 4 + CASE WHEN season LIKE 'Resort%' THEN 0 WHEN season LIKE 'SS%' THEN 1
                           WHEN season LIKE 'Pre-Fall%' THEN 2 ELSE 3 END AS position
    FROM runway WHERE season IS NOT NULL
), scoped AS (
    SELECT image_id, season, position, 'all' AS scope, 'all' AS place FROM shown
    UNION ALL SELECT image_id, season, position, 'designer', designer FROM shown WHERE designer IS NOT NULL
    UNION ALL SELECT image_id, season, position, 'city', city FROM shown WHERE city IS NOT NULL
), base AS (
    SELECT season, scope, place, count(*) AS base FROM scoped GROUP BY ALL
)
SELECT scoped.scope, scoped.place, t.label_id, scoped.season, scoped.position,
       count(DISTINCT scoped.image_id) AS looks, any_value(base.base) AS base
FROM scoped JOIN tag t ON t.subject_id = scoped.image_id AND t.subject_kind = 'image' AND t.polarity <> 'against'
JOIN reader r ON r.reader = t.reader AND r.active
JOIN base ON base.season = scoped.season AND base.scope = scoped.scope AND base.place = scoped.place
GROUP BY scoped.scope, scoped.place, t.label_id, scoped.season, scoped.position
