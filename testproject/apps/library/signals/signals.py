"""Signals that library sends."""

from django.dispatch import Signal

# Sent when a book was created and the transaction is committed.
# Argument: book_id (int).
book_created = Signal()
