"""People: authors."""
