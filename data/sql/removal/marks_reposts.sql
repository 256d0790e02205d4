-- A row says that posts tell which post they merely repeat.
SELECT 1 FROM duckdb_columns() WHERE table_name = 'post' AND column_name = 'original'
