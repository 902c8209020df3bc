"""Database models of orders. Other apps use ``api.py`` instead."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser


class OrderQuerySet(models.QuerySet["Order"]):
    """Reusable filters."""

    def visible_to(self, user: "AbstractBaseUser | AnonymousUser") -> "OrderQuerySet":
        """Return the orders that ``user`` may see."""
        return self.none() if user.pk is None else self.filter(owner_id=user.pk)


class Order(models.Model):
    """An order that belongs to a user."""

    class Status(models.TextChoices):
        """Choices of status."""

        OPEN = "open", _("open")
        PAID = "paid", _("paid")
        SENT = "sent", _("sent")

    title = models.CharField(_("title"), max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="orders", verbose_name=_("owner")
    )
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.OPEN)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        """Model options."""

        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering: ClassVar = ["-created_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["owner", "-created_at"], name="orders_order_owner_created_at"),
        ]

    def __str__(self) -> str:
        """Return what people call it."""
        return self.title
