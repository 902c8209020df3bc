"""Rules about signals and their receivers."""
