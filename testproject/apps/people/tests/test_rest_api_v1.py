"""Tests of version 1 of the REST API."""

from http import HTTPStatus
from typing import Any

from django.test import TestCase
from django.urls import reverse

from ..models import Author
from .factories import author_values, make_author, make_staff, make_user


class AuthorRestApiTests(TestCase):
    """CRUD, permissions, pages."""

    def setUp(self) -> None:
        """Sign a user in who may write."""
        self.author = make_author()
        self.user = make_staff()
        self.list_url = reverse("people:v1:author-list")
        self.url = reverse("people:v1:author-detail", args=[self.author.pk])
        self.client.force_login(self.user)

    def payload(self, **changes: object) -> dict[str, Any]:
        """Return what is posted to create an author."""
        values = author_values()
        return {
            "name": values["name"],
            "born": values["born"],
            **changes,
        }

    def test_anonymous_is_refused(self) -> None:
        """Without a user there is nothing to see."""
        self.client.logout()
        for method, url in (("get", self.list_url), ("post", self.list_url), ("get", self.url), ("delete", self.url)):
            with self.subTest(method=method, url=url):
                response = getattr(self.client, method)(url)
                self.assertIn(response.status_code, {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})

    def test_list(self) -> None:
        """The list is paged and costs a fixed number of queries, however long it is."""
        make_author()
        with self.assertNumQueries(4):
            body = self.client.get(self.list_url).json()
        self.assertEqual((body["count"], len(body["results"])), (2, 2))
        body = self.client.get(self.list_url, {"page_size": 1, "page": 2}).json()
        self.assertEqual([each["id"] for each in body["results"]], [Author.objects.all()[1].pk])

    def test_list_ordering(self) -> None:
        """The list is sorted as it was asked for."""
        make_author()
        for ordering in ("updated_at", "-updated_at"):
            results = self.client.get(self.list_url, {"ordering": ordering}).json()["results"]
            self.assertEqual([each.pk for each in Author.objects.order_by(ordering)], [each["id"] for each in results])

    def test_create(self) -> None:
        """Staff creates."""
        response = self.client.post(self.list_url, self.payload(), "application/json")
        self.assertEqual(response.status_code, HTTPStatus.CREATED, response.content)

    def test_create_invalid(self) -> None:
        """Wrong input is answered with its reasons."""
        for name, value in (
            ("name", ""),
            ("born", "x"),
        ):
            with self.subTest(name=name, value=value):
                response = self.client.post(self.list_url, self.payload(**{name: value}), "application/json")
                self.assertEqual(response.status_code, HTTPStatus.BAD_REQUEST)
                self.assertEqual(list(response.json()), [name])

    def test_read(self) -> None:
        """GET answers with the author."""
        self.assertEqual(self.client.get(self.url).json()["id"], self.author.pk)

    def test_update(self) -> None:
        """PUT and PATCH change an author."""
        response = self.client.put(self.url, self.payload(), "application/json")
        self.assertEqual(response.status_code, HTTPStatus.OK, response.content)
        response = self.client.patch(self.url, {"name": "Other"}, "application/json")
        self.assertEqual(response.status_code, HTTPStatus.OK, response.content)
        self.author.refresh_from_db()
        self.assertEqual(self.author.name, "Other")

    def test_delete(self) -> None:
        """DELETE deletes."""
        self.assertEqual(self.client.delete(self.url).status_code, HTTPStatus.NO_CONTENT)
        self.assertEqual(self.client.get(self.url).status_code, HTTPStatus.NOT_FOUND)

    def test_only_staff_writes(self) -> None:
        """Everybody who is signed in reads, and nobody but staff writes."""
        self.client.force_login(make_user())
        self.assertEqual(self.client.get(self.url).status_code, HTTPStatus.OK)
        self.assertEqual(self.client.delete(self.url).status_code, HTTPStatus.FORBIDDEN)
        self.assertEqual(
            self.client.post(self.list_url, self.payload(), "application/json").status_code, HTTPStatus.FORBIDDEN
        )

    def test_bad_requests(self) -> None:
        """A body that is no JSON object is refused."""
        for body in ("{", "[]"):
            with self.subTest(body=body):
                response = self.client.post(self.list_url, body, "application/json")
                self.assertEqual(response.status_code, HTTPStatus.BAD_REQUEST)
