"""Admin of orders."""

from typing import TYPE_CHECKING

from django.contrib import admin

from .models import Order

if TYPE_CHECKING:
    _OrderAdmin = admin.ModelAdmin[Order]
else:
    _OrderAdmin = admin.ModelAdmin


@admin.register(Order)
class OrderAdmin(_OrderAdmin):
    """Admin pages of orders."""

    list_display = ("title", "owner", "status", "created_at")
    list_filter = ("status",)
    list_select_related = ("owner",)
    search_fields = ("title",)
    raw_id_fields = ("owner",)
    readonly_fields = ("created_at", "updated_at")
