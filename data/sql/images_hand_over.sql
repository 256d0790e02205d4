-- Make way for pictures that a folder or a manifest brings and that came with posts before; their links stay.
DELETE FROM image WHERE image_id IN (SELECT unnest($ids::VARCHAR[]))
  AND source IN (SELECT s.source FROM source s WHERE s.kind = 'posts')
