"""Pages: widgets, a query, a chart, an export."""
