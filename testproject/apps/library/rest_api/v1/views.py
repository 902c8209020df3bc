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

from ...models import Book
from .permissions import is_staff_or_read_only
from .serializers import BookForm, serialize_book

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


class BookViewBase(ApiView):
    """What all views of books share."""

    ordering_fields = ("title", "created_at", "updated_at")

    def check(self, request: HttpRequest) -> None:
        """Let staff write, and everybody read."""
        if not is_staff_or_read_only(request):
            raise PermissionDenied

    def get_queryset(self) -> "QuerySet[Book]":
        """Return the books that the user of the request may see."""
        found = Book.objects.all()
        ordering = self.request.GET.get("ordering", "")
        return found.order_by(ordering, "pk") if ordering.removeprefix("-") in self.ordering_fields else found


class BookListView(BookViewBase):
    """Lists and creates books."""

    def get(self, request: HttpRequest) -> JsonResponse:
        """Answer with a page."""
        return answer_page(request, self.get_queryset(), serialize_book)

    def post(self, request: HttpRequest) -> JsonResponse:
        """Create a book."""
        form = BookForm(read_json(request))
        return answer_form(form, serialize_book, HTTPStatus.CREATED)


class BookDetailView(BookViewBase):
    """Shows, changes and deletes a book."""

    def get_object(self, pk: int) -> Book:
        """Return the book, if the user of the request may reach it."""
        return get_object_or_404(self.get_queryset(), pk=pk)

    def get(self, _request: HttpRequest, pk: int) -> JsonResponse:
        """Answer with the book."""
        return JsonResponse(serialize_book(self.get_object(pk)))

    def put(self, request: HttpRequest, pk: int) -> JsonResponse:
        """Give all fields new values."""
        form = BookForm(read_json(request), instance=self.get_object(pk))
        return answer_form(form, serialize_book, HTTPStatus.OK)

    def patch(self, request: HttpRequest, pk: int) -> JsonResponse:
        """Give some fields new values."""
        book = self.get_object(pk)
        values = {**model_to_dict(book, BookForm.Meta.fields), **read_json(request)}
        return answer_form(BookForm(values, instance=book), serialize_book, HTTPStatus.OK)

    def delete(self, _request: HttpRequest, pk: int) -> HttpResponse:
        """Delete the book."""
        self.get_object(pk).delete()
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
