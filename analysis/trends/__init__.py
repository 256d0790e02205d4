"""Trends: weekly series, seasons, stages and the track record. Pure."""
