"""URLs of library."""

from django.urls import include, path

app_name = "library"
urlpatterns = [path("", include("apps.library.rest_api.urls"))]
