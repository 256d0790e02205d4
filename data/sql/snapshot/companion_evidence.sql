-- A row is as in the warehouse's table of the same name.
SELECT * FROM companion_evidence
