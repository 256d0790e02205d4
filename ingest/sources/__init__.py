"""One outside format each: a file or a feed in, raw records out."""
