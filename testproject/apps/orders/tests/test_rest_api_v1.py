"""Tests of version 1 of the REST API."""

from http import HTTPStatus
from typing import Any
from unittest import mock

from django.test import TestCase
from django.urls import reverse

from ..models import Order
from ..rest_api.v1.views import OrderViewBase
from .factories import make_order, make_user, order_values


class OrderRestApiTests(TestCase):
    """CRUD, permissions, pages."""

    def setUp(self) -> None:
        """Sign a user in who has an order."""
        self.user = make_user()
        self.order = make_order(owner_id=self.user.pk)
        self.list_url = reverse("orders:v1:order-list")
        self.url = reverse("orders:v1:order-detail", args=[self.order.pk])
        self.client.force_login(self.user)

    def payload(self, **changes: object) -> dict[str, Any]:
        """Return what is posted to create an order."""
        values = order_values()
        return {
            "title": values["title"],
            "status": "open",
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
        make_order(owner_id=self.user.pk)
        with self.assertNumQueries(4):
            body = self.client.get(self.list_url).json()
        self.assertEqual((body["count"], len(body["results"])), (2, 2))
        body = self.client.get(self.list_url, {"page_size": 1, "page": 2}).json()
        self.assertEqual([each["id"] for each in body["results"]], [Order.objects.all()[1].pk])

    def test_list_ordering(self) -> None:
        """The list is sorted as it was asked for."""
        make_order(owner_id=self.user.pk)
        for ordering in ("updated_at", "-updated_at"):
            results = self.client.get(self.list_url, {"ordering": ordering}).json()["results"]
            self.assertEqual([each.pk for each in Order.objects.order_by(ordering)], [each["id"] for each in results])

    def test_create(self) -> None:
        """The user becomes the owner."""
        response = self.client.post(self.list_url, self.payload(), "application/json")
        self.assertEqual(response.status_code, HTTPStatus.CREATED, response.content)
        created = Order.objects.get(pk=response.json()["id"])
        self.assertEqual(created.owner_id, self.user.pk)

    def test_create_invalid(self) -> None:
        """Wrong input is answered with its reasons."""
        for name, value in (
            ("title", ""),
            ("status", "no choice"),
        ):
            with self.subTest(name=name, value=value):
                response = self.client.post(self.list_url, self.payload(**{name: value}), "application/json")
                self.assertEqual(response.status_code, HTTPStatus.BAD_REQUEST)
                self.assertEqual(list(response.json()), [name])

    def test_read(self) -> None:
        """GET answers with the order."""
        self.assertEqual(self.client.get(self.url).json()["id"], self.order.pk)

    def test_update(self) -> None:
        """PUT and PATCH change an order."""
        response = self.client.put(self.url, self.payload(), "application/json")
        self.assertEqual(response.status_code, HTTPStatus.OK, response.content)
        response = self.client.patch(self.url, {"title": "Other"}, "application/json")
        self.assertEqual(response.status_code, HTTPStatus.OK, response.content)
        self.order.refresh_from_db()
        self.assertEqual(self.order.title, "Other")

    def test_delete(self) -> None:
        """DELETE deletes."""
        self.assertEqual(self.client.delete(self.url).status_code, HTTPStatus.NO_CONTENT)
        self.assertEqual(self.client.get(self.url).status_code, HTTPStatus.NOT_FOUND)

    def test_others_are_hidden(self) -> None:
        """Orders of others are not there."""
        other = make_order()
        url = reverse("orders:v1:order-detail", args=[other.pk])
        for method in ("get", "delete"):
            with self.subTest(method=method):
                self.assertEqual(getattr(self.client, method)(url).status_code, HTTPStatus.NOT_FOUND)
        self.assertEqual(self.client.get(self.list_url).json()["count"], 1)

    def test_others_are_refused(self) -> None:
        """Even a view that finds them does not hand them out."""
        other = make_order()
        url = reverse("orders:v1:order-detail", args=[other.pk])
        with mock.patch.object(OrderViewBase, "get_queryset", return_value=Order.objects.all()):
            self.assertEqual(self.client.get(url).status_code, HTTPStatus.FORBIDDEN)

    def test_bad_requests(self) -> None:
        """A body that is no JSON object is refused."""
        for body in ("{", "[]"):
            with self.subTest(body=body):
                response = self.client.post(self.list_url, body, "application/json")
                self.assertEqual(response.status_code, HTTPStatus.BAD_REQUEST)
