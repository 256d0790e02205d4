-- A row is one spelling that the active text reader has taken for a label, in lower case.
SELECT DISTINCT lower(tag.evidence) AS word FROM tag
JOIN reader ON reader.reader = tag.reader AND reader.active AND reader.kind = 'text'
WHERE tag.subject_kind = 'post' AND tag.evidence IS NOT NULL
ORDER BY word
