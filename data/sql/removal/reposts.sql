-- A row is one post that goes because it merely repeats one that goes, in the words of that one's author.
INSERT INTO going_post
SELECT post_id, author FROM post
WHERE original IN (SELECT post_id FROM going_post) AND post_id NOT IN (SELECT post_id FROM going_post)
