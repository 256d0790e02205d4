"""Adapters: one outside model library per file, each behind a protocol of `analysis.protocols`."""
