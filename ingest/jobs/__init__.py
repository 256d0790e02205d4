"""Ingest jobs: each reads one kind of source and stores it, losing no row."""
