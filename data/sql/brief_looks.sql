-- A row is one label that an active reader sees on one picture that came with no post.
SELECT runway.image_id, runway.designer, tag.label_id, max(tag.score) AS score
FROM runway JOIN tag ON tag.subject_id = runway.image_id AND tag.subject_kind = 'image' AND tag.polarity <> 'against'
JOIN reader ON reader.reader = tag.reader AND reader.active
GROUP BY runway.image_id, runway.designer, tag.label_id
ORDER BY runway.image_id, tag.label_id
