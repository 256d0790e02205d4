-- A row is a reader of one kind; only the one named counts from now on.
UPDATE reader SET active = (reader = $reader) WHERE kind = $kind AND active <> (reader = $reader)
