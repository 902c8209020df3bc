"""Signal handlers: a thin layer between signals and the functions that do the work."""

import logging
from functools import partial

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

from ..models import Author
from .signals import author_created

logger = logging.getLogger(__name__)


@receiver(post_save, sender=Author, dispatch_uid="people.send_author_created")
def send_author_created(instance: Author, *, created: bool, raw: bool, using: str, **_kwargs: object) -> None:
    """Tell others about a new author once it is committed."""
    if created and not raw:
        send = partial(author_created.send_robust, sender=Author, author_id=instance.pk)
        transaction.on_commit(send, using=using)


@receiver(author_created, dispatch_uid="people.announce_created_author")
def announce_created_author(author_id: int, **_kwargs: object) -> None:
    """Announce a new author."""
    logger.info("author %s was created", author_id)
