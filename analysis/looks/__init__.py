"""What pictures are like: prompts and thresholds of the image model, vectors, search, and styles."""
