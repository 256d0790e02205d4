-- A row is one label that an active reader saw on one look.
SELECT image_id, label_id, score FROM look_tag
