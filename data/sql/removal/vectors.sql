-- A row is one file of vectors that goes, since it holds that of a text or a picture that is not here any more; the
-- others of the file are read again by the next run.
CREATE OR REPLACE TEMP TABLE going_vectors AS
SELECT DISTINCT model, file FROM embedding WHERE text_hash NOT IN (SELECT text_hash FROM post)
  AND text_hash NOT IN (SELECT image_id FROM image)
