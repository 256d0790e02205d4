"""Boards as files: one layout, drawn as PDF, as PNG and as slides."""
