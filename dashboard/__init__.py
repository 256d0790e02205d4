"""The showroom: pages, charts, exports, and every word shown."""
