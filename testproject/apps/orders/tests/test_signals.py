"""Tests of the signals and their handlers."""

from django.apps import apps
from django.core import serializers
from django.db.models.signals import post_save
from django.test import TestCase

from ..signals.signals import order_created
from .factories import make_order


class OrderSignalTests(TestCase):
    """Signals about orders."""

    def test_connected_once(self) -> None:
        """The handlers are connected, and stay so once when ready() runs again."""
        apps.get_app_config("orders").ready()
        uids = [key[0] for key, *_ in order_created.receivers]
        self.assertEqual(uids, ["orders.announce_created_order"])
        uids = [key[0] for key, *_ in post_save.receivers if key[0] == "orders.send_order_created"]
        self.assertEqual(len(uids), 1)

    def test_sent_after_commit(self) -> None:
        """The signal waits for the commit, and is sent once: for a new order."""
        received: list[object] = []

        def receive(**arguments: object) -> None:
            received.append(arguments["order_id"])

        order_created.connect(receive)
        self.addCleanup(order_created.disconnect, receive)
        with self.captureOnCommitCallbacks(execute=True):
            order = make_order()
            order.save()
            self.assertEqual(received, [])
        self.assertEqual(received, [order.pk])

    def test_not_sent_for_fixtures(self) -> None:
        """Loading fixtures tells nobody."""
        order = make_order()
        fixture = serializers.serialize("json", [order])
        order.delete()
        with self.captureOnCommitCallbacks() as callbacks:
            for loaded in serializers.deserialize("json", fixture):
                loaded.save()
        self.assertEqual(callbacks, [])

    def test_announced(self) -> None:
        """A new order is announced."""
        with self.assertLogs("apps.orders.signals.handlers", "INFO"), self.captureOnCommitCallbacks(execute=True):
            make_order()
