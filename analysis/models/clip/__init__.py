"""The open_clip image model: its network, and the reader that compares pictures with prompts."""
