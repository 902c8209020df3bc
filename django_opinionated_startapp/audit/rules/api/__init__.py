"""Rules about the Python API of an app."""
