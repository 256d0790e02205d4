-- What a search among looks reads, in the warehouse and, as tables of the same names, in a snapshot. Pictures that show
-- the same are one.

CREATE VIEW look_place AS                -- where the vector of a picture lies: vectors/<model>/<file>, row row_index
SELECT e.model, i.image_id, e.file, e.row_index
FROM embedding e JOIN image i ON i.image_id = e.text_hash
WHERE i.repeat_of IS NULL AND starts_with(e.file, 'looks-');

CREATE VIEW look_tag AS                  -- a label that an active reader saw on a picture, and how surely
SELECT i.image_id, t.label_id, max(t.score) AS score
FROM tag t JOIN reader r ON r.reader = t.reader AND r.active JOIN image i ON i.image_id = t.subject_id
WHERE t.subject_kind = 'image' AND t.polarity <> 'against' AND i.repeat_of IS NULL
GROUP BY i.image_id, t.label_id;
