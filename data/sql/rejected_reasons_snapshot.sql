-- A row is one reason for which rows were refused, with one masked example, most frequent first.
SELECT source, reason, rows, example_place AS place, example AS fields
FROM rejected ORDER BY rows DESC, source, reason LIMIT 5
