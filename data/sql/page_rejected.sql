-- A row is one reason for which a source's rows were refused, with one masked example.
SELECT source, reason, rows, example_place, example FROM rejected ORDER BY rows DESC, source, reason
