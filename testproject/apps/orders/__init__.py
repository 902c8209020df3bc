"""Orders: orders."""
