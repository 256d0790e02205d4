-- A row is one source in which one label is followed on its own: the people who showed it in the last 52 weeks.
SELECT t.source, coalesce(s.title, t.source) AS title, t.authors
FROM trend t LEFT JOIN source s ON s.source = t.source
WHERE t.label_id = $label_id AND t.within_label_id = $within AND t.region = $region AND t.source <> 'all'
  AND t.audience = 'all' AND t.authors IS NOT NULL AND s.kind = 'posts'
ORDER BY t.authors DESC, t.source
