"""Rules about URLs."""
