"""Tests of the Python API."""

import inspect

from django.core.exceptions import ValidationError
from django.db import models
from django.test import SimpleTestCase, TestCase

from .. import api
from ..data import OrderStatus
from .factories import order_values


class ApiModuleTests(SimpleTestCase):
    """The module as a whole."""

    def test_exposes_no_models(self) -> None:
        """No public name is a model, and every function takes keywords only."""
        for name in api.__all__:
            member = getattr(api, name)
            self.assertFalse(inspect.isclass(member) and issubclass(member, models.Model), name)
            if inspect.isfunction(member):
                kinds = {parameter.kind for parameter in inspect.signature(member).parameters.values()}
                self.assertLessEqual(kinds, {inspect.Parameter.KEYWORD_ONLY}, name)


class OrderApiTests(TestCase):
    """Orders through the Python API."""

    def test_create_and_get(self) -> None:
        """What was created can be got, with the values that it was given."""
        values = order_values()
        order = api.create_order(**values)
        self.assertEqual(api.get_order(order_id=order.id), order)
        for name, value in values.items():
            self.assertEqual(getattr(order, name), value, name)

    def test_create_validates(self) -> None:
        """Wrong values are refused before they reach the database."""
        for name, value in (("title", ""),):
            with self.subTest(name=name), self.assertRaises(ValidationError):
                api.create_order(**order_values(**{name: value}))

    def test_get_missing(self) -> None:
        """A missing order raises the app's own error."""
        with self.assertRaises(api.OrderNotFoundError):
            api.get_order(order_id=0)

    def test_list_pages(self) -> None:
        """Pages come newest first, in a fixed number of queries."""
        created = [api.create_order(**order_values()) for _ in range(3)]
        with self.assertNumQueries(2):
            page = api.list_orders(page=1, page_size=2)
        self.assertEqual((page.count, page.number, page.num_pages), (3, 1, 2))
        self.assertEqual(page.items, (created[2], created[1]))
        mine = api.list_orders(owner_id=created[0].owner_id)
        self.assertEqual(mine.items, (created[0],))

    def test_update(self) -> None:
        """New values are validated and kept."""
        values = order_values()
        order = api.create_order(**values)
        del values["owner_id"]
        values["title"] = "Other"
        changed = api.update_order(order_id=order.id, **values)
        self.assertEqual(changed.title, values["title"])
        self.assertEqual(api.get_order(order_id=order.id), changed)
        with self.assertRaises(ValidationError):
            api.update_order(
                order_id=order.id,
                **{**values, "title": ""},
            )

    def test_pay(self) -> None:
        """An open order becomes a paid one, once."""
        order = api.create_order(**order_values())
        self.assertEqual(api.pay_order(order_id=order.id).status, OrderStatus.PAID)
        with self.assertRaises(api.OrderStatusError):
            api.pay_order(order_id=order.id)
        with self.assertRaises(api.OrderNotFoundError):
            api.pay_order(order_id=0)

    def test_delete(self) -> None:
        """A deleted order is gone."""
        order = api.create_order(**order_values())
        api.delete_order(order_id=order.id)
        with self.assertRaises(api.OrderNotFoundError):
            api.delete_order(order_id=order.id)
