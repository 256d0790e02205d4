"""Pages: widgets, a query, a chart, an export."""

ROOMS = {
    "merchandise": ("overview", "trend", "watchlist", "compare", "calendar"),
    "design": ("inspiration", "runway", "boards", "palette"),
    "trust": ("accuracy", "data"),
}  # the navigation's groups and the pages of each, in order
