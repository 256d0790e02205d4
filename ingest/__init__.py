"""The receiving dock: outside formats in, clean and pseudonymous records out."""
