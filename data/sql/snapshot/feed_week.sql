-- A row is one week of one source and region: its people, and how many of them count in the whole and in the region.
SELECT source, region, week, sum(people) AS people, sum(people * weight) AS counted,
       sum(people * region_weight) AS region_counted
FROM feed_week GROUP BY ALL
