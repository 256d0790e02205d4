-- A row is one new word that goes, since no example is left.
DELETE FROM emerging_term WHERE json_array_length(post_ids) = 0
