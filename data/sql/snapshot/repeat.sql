-- A row is one way in which posts of one source repeat others of the same week: how many do.
SELECT post.source, repeat.kind, count(*) AS rows FROM repeat JOIN post ON post.post_id = repeat.post_id GROUP BY ALL
