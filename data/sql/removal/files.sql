-- A row is one file under the home that goes: vectors and the graph made of those of pictures, thumbnails, and pictures
-- that were fetched, whose path is below the home; a picture that lies elsewhere is its owner's and stays.
SELECT 'vectors/' || model || '/' || file AS file FROM going_vectors
UNION SELECT 'vectors/' || model || '/looks.usearch' FROM going_vectors WHERE starts_with(file, 'looks-')
UNION SELECT 'thumbs/' || sha256[1:2] || '/' || sha256 || '.jpg' FROM going_image
UNION SELECT path FROM going_image WHERE NOT starts_with(path, '/')
UNION SELECT path[length($home) + 1:] FROM going_image WHERE starts_with(path, $home)
ORDER BY file
