-- The row, where there is one, says when the hints were put away.
SELECT ended_at FROM tour
