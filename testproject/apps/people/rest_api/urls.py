"""Versions of the REST API."""

from django.urls import include, path

urlpatterns = [path("v1/", include(("apps.people.rest_api.v1.urls", "v1")))]
