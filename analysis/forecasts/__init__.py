"""Forecasts: models replayed, combined and calibrated. Pure."""
