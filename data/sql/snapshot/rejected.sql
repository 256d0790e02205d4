-- A row is one reason for which a source's rows were refused, with one masked example.
SELECT source, reason, count(*) AS rows, arg_min(place, rejected_id) AS example_place,
       arg_min(fields, rejected_id)::VARCHAR AS example
FROM rejected GROUP BY source, reason
