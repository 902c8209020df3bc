"""Routes of the project."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/people/", include("apps.people.urls")),
    path("api/orders/", include("apps.orders.urls")),
    path("api/library/", include("apps.library.urls")),
]
