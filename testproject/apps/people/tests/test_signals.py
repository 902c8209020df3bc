"""Tests of the signals and their handlers."""

from django.apps import apps
from django.core import serializers
from django.db.models.signals import post_save
from django.test import TestCase

from ..signals.signals import author_created
from .factories import make_author


class AuthorSignalTests(TestCase):
    """Signals about authors."""

    def test_connected_once(self) -> None:
        """The handlers are connected, and stay so once when ready() runs again."""
        apps.get_app_config("people").ready()
        uids = [key[0] for key, *_ in author_created.receivers]
        self.assertEqual(uids, ["people.announce_created_author"])
        uids = [key[0] for key, *_ in post_save.receivers if key[0] == "people.send_author_created"]
        self.assertEqual(len(uids), 1)

    def test_sent_after_commit(self) -> None:
        """The signal waits for the commit, and is sent once: for a new author."""
        received: list[object] = []

        def receive(**arguments: object) -> None:
            received.append(arguments["author_id"])

        author_created.connect(receive)
        self.addCleanup(author_created.disconnect, receive)
        with self.captureOnCommitCallbacks(execute=True):
            author = make_author()
            author.save()
            self.assertEqual(received, [])
        self.assertEqual(received, [author.pk])

    def test_not_sent_for_fixtures(self) -> None:
        """Loading fixtures tells nobody."""
        author = make_author()
        fixture = serializers.serialize("json", [author])
        author.delete()
        with self.captureOnCommitCallbacks() as callbacks:
            for loaded in serializers.deserialize("json", fixture):
                loaded.save()
        self.assertEqual(callbacks, [])

    def test_announced(self) -> None:
        """A new author is announced."""
        with self.assertLogs("apps.people.signals.handlers", "INFO"), self.captureOnCommitCallbacks(execute=True):
            make_author()
