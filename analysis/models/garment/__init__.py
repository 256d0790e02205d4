"""The shipped garment reader: a small network of our own, its training, and the tags it gives."""
