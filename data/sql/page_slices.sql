-- A row is one slice (region, source, audience) in which trends are seen, with how many.
SELECT region, source, audience, count(*) AS trends
FROM trend WHERE within_label_id = 'all' GROUP BY region, source, audience
ORDER BY region <> 'all', source <> 'all', audience <> 'all', trends DESC, region, source, audience
