"""Rules about settings modules."""
