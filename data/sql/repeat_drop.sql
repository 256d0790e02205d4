-- Forget which posts of the given weeks repeat another.
DELETE FROM repeat WHERE list_contains($weeks::DATE[], week)
