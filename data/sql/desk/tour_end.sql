-- Put the hints away, unless they are.
INSERT INTO tour VALUES (1, $ended_at) ON CONFLICT DO NOTHING
