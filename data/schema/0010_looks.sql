-- Where looks were photographed, and the visual styles they fall into.

DROP VIEW runway;
ALTER TABLE image ADD COLUMN setting VARCHAR;    -- catwalk | studio | detail | backstage | street | scene; NULL: not told

-- A runway picture: one that a folder or a manifest brought, and that repeats no other of its source. A picture that
-- came with a post belongs to the post's source and is counted with the post. Details and backstage pictures show a
-- look a second time, and so do a show's studio pictures where its catwalk was photographed too.
CREATE VIEW runway AS
WITH walked AS (
    SELECT DISTINCT source, designer, season FROM image WHERE setting IN ('catwalk', 'scene')
)
SELECT image.* FROM image JOIN source ON source.source = image.source
LEFT JOIN walked ON walked.source = image.source AND walked.designer = image.designer AND walked.season = image.season
WHERE source.kind = 'images' AND image.repeat_of IS NULL
  AND image.setting IS DISTINCT FROM 'detail' AND image.setting IS DISTINCT FROM 'backstage'
  AND NOT (image.setting IS NOT DISTINCT FROM 'studio' AND walked.source IS NOT NULL);

CREATE TABLE style (                     -- groups of pictures that look alike; `style:<number>` is their label
    style_id INTEGER PRIMARY KEY,        -- kept over runs
    reader VARCHAR NOT NULL,             -- under which the pictures' tags stand
    model VARCHAR NOT NULL,              -- fingerprint of the vectors that were grouped
    fitted_on INTEGER NOT NULL,          -- pictures there were then
    centre FLOAT[] NOT NULL,
    looks INTEGER NOT NULL,              -- pictures in it now
    named_after JSON NOT NULL            -- [{"label_id": …, "share": …, "lift": …}]: what it has more of than the others
);

CREATE TABLE style_look (                -- the pictures that show a style best
    style_id INTEGER NOT NULL,
    place INTEGER NOT NULL,              -- from 1
    image_id VARCHAR NOT NULL,
    likeness DOUBLE NOT NULL             -- cosine with the centre
);
