-- A row is one reason for which rows were refused, with one masked example, most frequent first.
SELECT source, reason, count(*) AS rows, min(place) AS place, arg_min(fields, place)::VARCHAR AS fields
FROM rejected GROUP BY source, reason ORDER BY rows DESC, source, reason LIMIT 5
