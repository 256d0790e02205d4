-- A row is a label of the shipped vocabulary, which the next statement loads afresh.
DELETE FROM label WHERE origin = 'vocabulary'
