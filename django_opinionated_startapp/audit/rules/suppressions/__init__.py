"""Rules about the comments that ask the audit to ignore something."""
