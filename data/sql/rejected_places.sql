-- A row is one of the given places at which something of a source was refused, and why.
SELECT place, reason FROM rejected WHERE source = $source AND place IN (SELECT unnest($places::VARCHAR[]))
