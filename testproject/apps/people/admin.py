"""Admin of people."""

from typing import TYPE_CHECKING

from django.contrib import admin

from .models import Author

if TYPE_CHECKING:
    _AuthorAdmin = admin.ModelAdmin[Author]
else:
    _AuthorAdmin = admin.ModelAdmin


@admin.register(Author)
class AuthorAdmin(_AuthorAdmin):
    """Admin pages of authors."""

    list_display = ("name", "born", "created_at")
    search_fields = ("name",)
    readonly_fields = ("created_at", "updated_at")
