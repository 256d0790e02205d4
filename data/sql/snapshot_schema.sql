-- A row is the schema version a snapshot was made with.
SELECT max(number) AS schema FROM schema_migration
