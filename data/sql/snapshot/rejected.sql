-- A row is one reason for which a source's rows were refused, with one masked example.
SELECT source, reason, count(*) AS rows, any_value(place) AS example_place, any_value(fields)::VARCHAR AS example
FROM rejected GROUP BY source, reason
