"""Tests of the signals and their handlers."""

from django.apps import apps
from django.core import serializers
from django.db.models.signals import post_save
from django.test import TestCase

from ..signals.signals import book_created
from .factories import make_book


class BookSignalTests(TestCase):
    """Signals about books."""

    def test_connected_once(self) -> None:
        """The handlers are connected, and stay so once when ready() runs again."""
        apps.get_app_config("library").ready()
        uids = [key[0] for key, *_ in book_created.receivers]
        self.assertEqual(uids, ["library.announce_created_book"])
        uids = [key[0] for key, *_ in post_save.receivers if key[0] == "library.send_book_created"]
        self.assertEqual(len(uids), 1)

    def test_sent_after_commit(self) -> None:
        """The signal waits for the commit, and is sent once: for a new book."""
        received: list[object] = []

        def receive(**arguments: object) -> None:
            received.append(arguments["book_id"])

        book_created.connect(receive)
        self.addCleanup(book_created.disconnect, receive)
        with self.captureOnCommitCallbacks(execute=True):
            book = make_book()
            book.save()
            self.assertEqual(received, [])
        self.assertEqual(received, [book.pk])

    def test_not_sent_for_fixtures(self) -> None:
        """Loading fixtures tells nobody."""
        book = make_book()
        fixture = serializers.serialize("json", [book])
        book.delete()
        with self.captureOnCommitCallbacks() as callbacks:
            for loaded in serializers.deserialize("json", fixture):
                loaded.save()
        self.assertEqual(callbacks, [])

    def test_announced(self) -> None:
        """A new book is announced."""
        with self.assertLogs("apps.library.signals.handlers", "INFO"), self.captureOnCommitCallbacks(execute=True):
            make_book()
