-- Forget what was refused at the given places of a source, for it was tried again.
DELETE FROM rejected WHERE source = $source AND place IN (SELECT unnest($places::VARCHAR[]))
