"""Admin of library."""

from typing import TYPE_CHECKING

from django.contrib import admin

from .models import Book

if TYPE_CHECKING:
    _BookAdmin = admin.ModelAdmin[Book]
else:
    _BookAdmin = admin.ModelAdmin


@admin.register(Book)
class BookAdmin(_BookAdmin):
    """Admin pages of books."""

    list_display = ("title", "isbn", "author", "created_at")
    list_select_related = ("author",)
    search_fields = ("title",)
    raw_id_fields = ("author",)
    readonly_fields = ("created_at", "updated_at")
