"""URLs of people."""

from django.urls import include, path

app_name = "people"
urlpatterns = [path("", include("apps.people.rest_api.urls"))]
