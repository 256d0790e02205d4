-- A row is one source of posts.
SELECT source FROM source WHERE kind = 'posts' ORDER BY source
