-- A row is one label that an active reader sees on one picture that came with no post.
SELECT image.image_id, image.designer, tag.label_id, max(tag.score) AS score
FROM image JOIN tag ON tag.subject_id = image.image_id AND tag.subject_kind = 'image' AND tag.polarity <> 'against'
JOIN reader ON reader.reader = tag.reader AND reader.active
WHERE NOT EXISTS (SELECT 1 FROM post_image WHERE post_image.image_id = image.image_id)
GROUP BY image.image_id, image.designer, tag.label_id
ORDER BY image.image_id, tag.label_id
