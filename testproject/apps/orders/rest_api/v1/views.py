"""Views of version 1."""

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.forms.models import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404
from django.views import View

from ...models import Order
from .permissions import may_reach_order
from .serializers import OrderForm, serialize_order

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.forms import BaseModelForm

PAGE_SIZE = 20
MAX_PAGE_SIZE = 100


def read_json(request: HttpRequest) -> dict[str, Any]:
    """Return the JSON object in the body of the request."""
    try:
        body = json.loads(request.body or b"{}")
    except ValueError as error:
        msg = "The body is not JSON."
        raise BadRequest(msg) from error
    if not isinstance(body, dict):
        msg = "The body is not a JSON object."
        raise BadRequest(msg)
    return body


def answer_page(request: HttpRequest, found: "QuerySet[Any]", serialize: "Callable[[Any], object]") -> JsonResponse:
    """Answer with one page of what was found."""
    size = request.GET.get("page_size", "")
    paginator = Paginator(found, min(int(size), MAX_PAGE_SIZE) if size.isdecimal() and int(size) else PAGE_SIZE)
    page = paginator.get_page(request.GET.get("page"))
    return JsonResponse({"count": paginator.count, "results": [serialize(item) for item in page]})


def answer_form(form: "BaseModelForm[Any]", serialize: "Callable[[Any], object]", status: HTTPStatus) -> JsonResponse:
    """Save a valid form and answer with what was saved, or with what is wrong."""
    if not form.is_valid():
        return JsonResponse(form.errors.get_json_data(), status=HTTPStatus.BAD_REQUEST)
    return JsonResponse(serialize(form.save()), status=status)


class ApiView(View):
    """Answers signed-in users only, and always with JSON."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Turn exceptions into answers."""
        if not request.user.is_authenticated:
            return JsonResponse({"detail": "Sign in first."}, status=HTTPStatus.UNAUTHORIZED)
        try:
            self.check(request)
            return super().dispatch(request, *args, **kwargs)
        except BadRequest as error:
            return JsonResponse({"detail": str(error)}, status=HTTPStatus.BAD_REQUEST)
        except PermissionDenied:
            return JsonResponse({"detail": "This is not yours."}, status=HTTPStatus.FORBIDDEN)
        except Http404:
            return JsonResponse({"detail": "There is no such object."}, status=HTTPStatus.NOT_FOUND)

    def check(self, request: HttpRequest) -> None:
        """Raise PermissionDenied where the request asks for too much."""


class OrderViewBase(ApiView):
    """What all views of orders share."""

    ordering_fields = ("title", "created_at", "updated_at")

    def get_queryset(self) -> "QuerySet[Order]":
        """Return the orders that the user of the request may see."""
        found = Order.objects.visible_to(self.request.user)
        ordering = self.request.GET.get("ordering", "")
        return found.order_by(ordering, "pk") if ordering.removeprefix("-") in self.ordering_fields else found


class OrderListView(OrderViewBase):
    """Lists and creates orders."""

    def get(self, request: HttpRequest) -> JsonResponse:
        """Answer with a page."""
        return answer_page(request, self.get_queryset(), serialize_order)

    def post(self, request: HttpRequest) -> JsonResponse:
        """Create an order that belongs to the user of the request."""
        form = OrderForm(read_json(request), instance=Order(owner_id=request.user.pk))
        return answer_form(form, serialize_order, HTTPStatus.CREATED)


class OrderDetailView(OrderViewBase):
    """Shows, changes and deletes an order."""

    def get_object(self, pk: int) -> Order:
        """Return the order, if the user of the request may reach it."""
        order = get_object_or_404(self.get_queryset(), pk=pk)
        if not may_reach_order(self.request.user, order):
            raise PermissionDenied
        return order

    def get(self, _request: HttpRequest, pk: int) -> JsonResponse:
        """Answer with the order."""
        return JsonResponse(serialize_order(self.get_object(pk)))

    def put(self, request: HttpRequest, pk: int) -> JsonResponse:
        """Give all fields new values."""
        form = OrderForm(read_json(request), instance=self.get_object(pk))
        return answer_form(form, serialize_order, HTTPStatus.OK)

    def patch(self, request: HttpRequest, pk: int) -> JsonResponse:
        """Give some fields new values."""
        order = self.get_object(pk)
        values = {**model_to_dict(order, OrderForm.Meta.fields), **read_json(request)}
        return answer_form(OrderForm(values, instance=order), serialize_order, HTTPStatus.OK)

    def delete(self, _request: HttpRequest, pk: int) -> HttpResponse:
        """Delete the order."""
        self.get_object(pk).delete()
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
