"""Rules about how large modules get."""
