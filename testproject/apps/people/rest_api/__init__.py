"""REST API of people. For other Python code there is ``api.py``."""
