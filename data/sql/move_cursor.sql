-- A row is a live source that was heard further.
UPDATE source SET cursor = $cursor WHERE source = $source
