"""Pages: widgets, a query, a chart, an export."""

ROOMS = {
    "merchandise": ("overview", "trend", "watchlist", "compare", "calendar", "assortment"),
    "design": ("inspiration", "runway", "boards", "palette"),
    "trust": ("accuracy", "data"),
}  # the navigation's groups and the pages of each, in order
START = "overview"  # opens at the address without a name
ADDRESSES = {name: "" if name == START else name for names in ROOMS.values() for name in names}
