-- A row is one label in one season, over all looks, one designer's or one city's: its share of them, and how large that
-- share was in the season of the same kind a year before.
SELECT s.scope, s.place, s.label_id, coalesce(l.name, s.label_id) AS name, coalesce(l.facet, '') AS facet, s.season,
       s.position, s.looks, s.base AS of_looks, s.looks / s.base AS share,
       coalesce(b.looks / b.base, CASE WHEN y.base IS NOT NULL THEN 0.0 END) AS before
FROM season_share s
LEFT JOIN label l ON l.label_id = s.label_id
LEFT JOIN season_share b ON b.scope = s.scope AND b.place = s.place AND b.label_id = s.label_id
  AND b.position = s.position - 4
LEFT JOIN (SELECT DISTINCT scope, place, position, base FROM season_share) y
  ON y.scope = s.scope AND y.place = s.place AND y.position = s.position - 4
ORDER BY s.position DESC, s.scope, s.place, share DESC, s.label_id
