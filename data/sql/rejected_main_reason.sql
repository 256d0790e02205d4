-- A row is the commonest reason for which rows of one source were refused, with its first place.
SELECT reason, count(*) AS rows, min(place) AS place FROM rejected WHERE source = $source
GROUP BY reason ORDER BY rows DESC, reason LIMIT 1
