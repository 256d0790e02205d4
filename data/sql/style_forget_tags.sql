-- A row is one style that was seen on one picture.
DELETE FROM tag WHERE reader IN (SELECT reader FROM reader WHERE kind = 'style')
