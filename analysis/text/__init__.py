"""Reading posts: words in, labels with their stance out. Pure."""
