-- A row is one look of the gallery.
SELECT image_id, sha256, source, designer, season, year, city, look, shown_on, width, height, label_ids, palette
FROM look ORDER BY year DESC NULLS LAST, season DESC NULLS LAST, designer NULLS LAST, look NULLS LAST, image_id
