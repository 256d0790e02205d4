-- A row is one style's label.
DELETE FROM label WHERE origin = 'style'
