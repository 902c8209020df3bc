"""Rules about migrations."""
