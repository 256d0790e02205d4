-- A row is one reason for which rows were refused, with one example, most frequent first.
SELECT source, reason, count(*) AS rows, min(place) AS example FROM rejected GROUP BY ALL ORDER BY rows DESC, reason LIMIT 5
