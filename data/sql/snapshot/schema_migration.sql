-- A row is one migration the snapshot was made with.
SELECT * FROM schema_migration
