"""Signals that library owns (``signals.py``) and listens to (``handlers.py``)."""
