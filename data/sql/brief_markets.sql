-- A row is one region and audience that trends are told for.
SELECT DISTINCT region, audience FROM trend ORDER BY region, audience
