-- A row is one brief that goes, since it names a post or a picture that goes or evidence of it.
DELETE FROM brief WHERE brief_id IN (
    SELECT named.brief_id FROM (SELECT brief_id, unnest(regexp_extract_all(body::VARCHAR, '\w+')) AS id FROM brief) AS named
    JOIN going ON going.id = named.id)
