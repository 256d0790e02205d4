-- A row is how many posts and pictures a reader has still to read, how many pictures there are, and what it has read.
SELECT (SELECT count(*) FROM post p WHERE p.text <> ''
          AND NOT EXISTS (SELECT 1 FROM reading r WHERE r.reader = $reader AND r.subject_id = p.post_id)) AS posts,
       (SELECT count(*) FROM image i
         WHERE NOT EXISTS (SELECT 1 FROM reading r WHERE r.reader = $reader AND r.subject_id = i.image_id)) AS images,
       (SELECT count(*) FROM image) AS all_images,
       (SELECT count(*) FROM reading r WHERE r.reader = $reader) AS read
