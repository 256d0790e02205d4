-- A row is one label of $label_ids that active readers saw on one picture that may be found; a filter that is NULL lets
-- all through, and pictures that show the same are one.
SELECT i.image_id, t.label_id, max(t.score) AS score
FROM tag t JOIN reader r ON r.reader = t.reader AND r.active JOIN image i ON i.image_id = t.subject_id
WHERE t.subject_kind = 'image' AND t.polarity <> 'against' AND t.label_id IN (SELECT unnest($label_ids::VARCHAR[]))
  AND i.repeat_of IS NULL
  AND ($season IS NULL OR i.season = $season) AND ($designer IS NULL OR i.designer = $designer)
  AND ($city IS NULL OR i.city = $city)
  AND ($label_id IS NULL OR i.image_id IN (
        SELECT t.subject_id FROM tag t JOIN reader r ON r.reader = t.reader AND r.active
        WHERE t.subject_kind = 'image' AND t.label_id = $label_id AND t.polarity <> 'against'))
GROUP BY i.image_id, t.label_id ORDER BY ALL
