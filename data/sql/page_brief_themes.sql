-- A row is the first trend of one label that a brief can be about: over all posts where it is, else over own records.
SELECT t.label_id, l.name, l.facet, t.stage, t.growth, t.growth_lo, t.seasonal, t.seasonal_strength, t.peak_week,
       t.now_week
FROM trend t JOIN label l ON l.label_id = t.label_id
WHERE t.within_label_id = 'all' AND t.region = 'all' AND t.audience = 'all' AND l.facet <> 'style'
QUALIFY row_number() OVER (PARTITION BY t.label_id ORDER BY t.source <> 'all', t.source) = 1
ORDER BY l.name, t.label_id
