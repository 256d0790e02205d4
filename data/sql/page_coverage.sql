-- A row is one region and language of one source: how many posts over which weeks.
SELECT source, region, language, sum(posts)::BIGINT AS posts, min(week) AS first_week, max(week) AS last_week,
       count(DISTINCT week) AS weeks
FROM coverage GROUP BY source, region, language ORDER BY posts DESC, source, region, language
