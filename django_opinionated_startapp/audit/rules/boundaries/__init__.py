"""Rules about the boundaries between apps."""
