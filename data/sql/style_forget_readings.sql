-- A row is one picture that was given to a style, or to none.
DELETE FROM reading WHERE reader IN (SELECT reader FROM reader WHERE kind = 'style')
