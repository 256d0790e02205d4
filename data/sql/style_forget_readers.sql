-- A row is one grouping into styles.
DELETE FROM reader WHERE kind = 'style'
