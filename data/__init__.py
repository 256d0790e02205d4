"""The storeroom: records, settings, errors, DuckDB schema and SQL, vocabulary, sample season."""
