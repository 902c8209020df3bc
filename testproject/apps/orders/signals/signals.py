"""Signals that orders sends."""

from django.dispatch import Signal

# Sent when an order was created and the transaction is committed.
# Argument: order_id (int).
order_created = Signal()
