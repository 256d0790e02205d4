"""The workroom: tagging, topics, series, forecasts, trends, briefs."""
