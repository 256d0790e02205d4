-- Let go of the pictures that are on no board.
DELETE FROM kept_picture WHERE sha256 NOT IN (SELECT ref FROM pin WHERE kind = 'picture')
