"""Rules about how apps and modules depend on each other."""
