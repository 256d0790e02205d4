-- A row is one post that goes.
DELETE FROM post WHERE post_id IN (SELECT post_id FROM going_post)
