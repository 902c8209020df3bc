"""REST API of library. For other Python code there is ``api.py``."""
