"""Signals that people owns (``signals.py``) and listens to (``handlers.py``)."""
