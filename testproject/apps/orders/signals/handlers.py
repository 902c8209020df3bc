"""Signal handlers: a thin layer between signals and the functions that do the work."""

import logging
from functools import partial

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

from ..models import Order
from .signals import order_created

logger = logging.getLogger(__name__)


@receiver(post_save, sender=Order, dispatch_uid="orders.send_order_created")
def send_order_created(instance: Order, *, created: bool, raw: bool, using: str, **_kwargs: object) -> None:
    """Tell others about a new order once it is committed."""
    if created and not raw:
        send = partial(order_created.send_robust, sender=Order, order_id=instance.pk)
        transaction.on_commit(send, using=using)


@receiver(order_created, dispatch_uid="orders.announce_created_order")
def announce_created_order(order_id: int, **_kwargs: object) -> None:
    """Announce a new order."""
    logger.info("order %s was created", order_id)
