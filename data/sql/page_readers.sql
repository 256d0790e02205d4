-- A row is one model that read posts or pictures.
SELECT reader, kind, name, version, active, weights_hash, added_at FROM reader ORDER BY active DESC, kind, name, version
