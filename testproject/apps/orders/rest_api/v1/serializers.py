"""Serializers of version 1."""

from typing import TYPE_CHECKING

from django import forms

from ...models import Order

if TYPE_CHECKING:
    _OrderBase = forms.ModelForm[Order]
else:
    _OrderBase = forms.ModelForm


class OrderForm(_OrderBase):
    """What may be written to an order."""

    class Meta:
        """Form options."""

        model = Order
        fields = ("title", "status")


def serialize_order(order: Order) -> dict[str, object]:
    """Return an order as JSON shows it."""
    return {
        "id": order.pk,
        "title": order.title,
        "status": order.status,
        "created_at": order.created_at,
        "updated_at": order.updated_at,
    }
