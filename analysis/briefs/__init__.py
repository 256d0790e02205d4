"""Briefs: what may be said, and the check that it is true. Pure."""
