"""Rules about functions that write and functions that read."""
