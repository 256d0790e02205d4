-- Forget that the given weeks were looked at.
DELETE FROM repeat_week WHERE list_contains($weeks::DATE[], week)
