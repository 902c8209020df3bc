"""Signal handlers: a thin layer between signals and the functions that do the work."""

import logging
from functools import partial

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

from ..models import Book
from .signals import book_created

logger = logging.getLogger(__name__)


@receiver(post_save, sender=Book, dispatch_uid="library.send_book_created")
def send_book_created(instance: Book, *, created: bool, raw: bool, using: str, **_kwargs: object) -> None:
    """Tell others about a new book once it is committed."""
    if created and not raw:
        send = partial(book_created.send_robust, sender=Book, book_id=instance.pk)
        transaction.on_commit(send, using=using)


@receiver(book_created, dispatch_uid="library.announce_created_book")
def announce_created_book(book_id: int, **_kwargs: object) -> None:
    """Announce a new book."""
    logger.info("book %s was created", book_id)
