"""Signals that people sends."""

from django.dispatch import Signal

# Sent when an author was created and the transaction is committed.
# Argument: author_id (int).
author_created = Signal()
