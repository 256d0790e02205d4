-- A row is one picture with its labels and its palette, for the gallery; pictures that show the same are one.
WITH seen AS (
    SELECT t.subject_id,
           list(DISTINCT t.label_id ORDER BY t.label_id) AS label_ids,
           list({'label_id': t.label_id, 'hex': t.evidence, 'area': t.score} ORDER BY t.score DESC)
               FILTER (r.kind = 'colour') AS palette
    FROM tag t JOIN reader r ON r.reader = t.reader AND r.active
    WHERE t.subject_kind = 'image' GROUP BY t.subject_id
)
SELECT i.image_id, i.sha256, i.source, i.designer, i.season, i.year, i.city, i.look, i.shown_on, i.week, i.region,
       i.width, i.height, i.path, coalesce(seen.label_ids, []) AS label_ids, to_json(seen.palette) AS palette
FROM image i LEFT JOIN seen ON seen.subject_id = i.image_id
WHERE i.repeat_of IS NULL
