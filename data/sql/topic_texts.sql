-- A row is one distinct text after $after in the order of the hashes, which is as good as drawn by lot;
-- with $tagged only texts that carry a label of the active text reader.
SELECT text_hash, any_value(text) AS text FROM post
WHERE text <> '' AND text_hash > $after AND (NOT $tagged OR post_id IN (
    SELECT tag.subject_id FROM tag
    JOIN reader ON reader.reader = tag.reader AND reader.active AND reader.kind = 'text'
    WHERE tag.subject_kind = 'post'))
GROUP BY text_hash ORDER BY text_hash LIMIT $limit
