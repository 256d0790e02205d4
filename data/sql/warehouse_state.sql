-- A row is what the analysis reads, in one line: it changes whenever there is something new to analyse. A migration
-- changes it too, so that new tables are filled; so does a removal, whatever came in its place since.
SELECT (SELECT count(*) FROM post) AS posts, (SELECT count(*) FROM image) AS images,
       (SELECT count(*) FROM post_image) AS post_images,
       (SELECT count(*) FROM interest) AS interest, (SELECT count(*) FROM tag) AS tags,
       (SELECT count(*) FROM repeat) AS repeats,
       (SELECT string_agg(reader, ' ' ORDER BY reader) FROM reader WHERE active) AS readers,
       (SELECT max(number) FROM schema_migration) AS schema, (SELECT count(*) FROM removal) AS removals
