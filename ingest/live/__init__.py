"""Live sources: one service a file, and the polite HTTP client they share."""
