"""Tests of the models."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.test import TestCase

from ..models import Order
from .factories import make_order, make_user, order_values


class OrderModelTests(TestCase):
    """The model Order."""

    def test_str(self) -> None:
        """An order reads as what people call it."""
        order = make_order()
        self.assertEqual(str(order), order.title)

    def test_order(self) -> None:
        """The newest come first."""
        first, second = make_order(), make_order()
        self.assertEqual(list(Order.objects.all()), [second, first])

    def test_visible_to(self) -> None:
        """A user sees what belongs to that user, and nobody else does."""
        user = make_user()
        order, _other = make_order(owner_id=user.pk), make_order()
        self.assertEqual(list(Order.objects.visible_to(user)), [order])
        self.assertFalse(Order.objects.visible_to(make_user()).exists())
        self.assertFalse(Order.objects.visible_to(AnonymousUser()).exists())

    def test_validators(self) -> None:
        """Values that no order can have are refused, each by its own field."""
        for name, value in (("status", "no choice"),):
            with self.subTest(name=name, value=value), self.assertRaises(ValidationError) as caught:
                Order(**order_values(**{name: value})).clean_fields()
            self.assertEqual(list(caught.exception.message_dict), [name])
