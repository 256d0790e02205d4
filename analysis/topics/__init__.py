"""Topics and new words: what people talk about that the vocabulary does not know yet."""
