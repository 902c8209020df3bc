"""Rules about the data structures that an app shows to others."""
