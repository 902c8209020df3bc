"""Library: books."""
