"""Tests of the admin."""

from django.test import TestCase
from django.urls import reverse

from .factories import make_order, make_superuser


class OrderAdminTests(TestCase):
    """The admin pages of orders open."""

    def test_pages(self) -> None:
        """List, search, add and change pages answer."""
        self.client.force_login(make_superuser())
        order = make_order()
        for url in (
            reverse("admin:orders_order_changelist"),
            reverse("admin:orders_order_changelist") + "?q=x",
            reverse("admin:orders_order_add"),
            reverse("admin:orders_order_change", args=[order.pk]),
        ):
            with self.subTest(url=url):
                self.assertContains(self.client.get(url), "order")
