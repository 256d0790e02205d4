-- Keep a version of a brief under the next number of its key.
INSERT INTO brief_version (version_id, brief_key, number, parent, made_at, title, request, writer, faithfulness, edited, body)
SELECT $version_id, $brief_key, coalesce(max(number), 0) + 1, $parent, $made_at, $title, $request, $writer, $faithfulness,
       $edited, $body
FROM brief_version WHERE brief_key = $brief_key
