-- A row is one column of a table of the warehouse that names a post or a picture by its id.
SELECT columns.table_name, columns.column_name
FROM duckdb_columns() AS columns JOIN duckdb_tables() AS tables USING (database_name, schema_name, table_name)
WHERE columns.column_name IN ('post_id', 'of_post_id', 'image_id', 'subject_id') AND NOT tables.temporary
  AND (columns.table_name, columns.column_name) NOT IN (('post', 'post_id'), ('image', 'image_id'))
ORDER BY ALL
