-- A row is one of the given posts that is in the warehouse, and which of its pictures are there already.
SELECT post.post_id, post.week, post.posted_at::DATE AS shown_on, post.region,
       coalesce((SELECT list(post_image.place) FROM post_image WHERE post_image.post_id = post.post_id), []) AS linked
FROM post WHERE post.post_id IN (SELECT unnest($ids::VARCHAR[])) ORDER BY post.post_id
