"""Rules about what runs while Django starts."""
