-- A row is one post from before $week in whose text one of the $terms may stand.
SELECT post.week, post.text FROM post JOIN source ON source.source = post.source AND source.kind = 'posts'
WHERE post.week < $week AND post.text <> ''
  AND EXISTS (SELECT 1 FROM unnest($terms) AS wanted (term) WHERE contains(lower(post.text), wanted.term))
ORDER BY post.week, post.post_id
