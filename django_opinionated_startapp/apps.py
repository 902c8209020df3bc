"""The AppConfig of the three commands."""

from django.apps import AppConfig


class OpinionatedStartappConfig(AppConfig):
    """Makes the commands known to ``manage.py``."""

    name = "django_opinionated_startapp"
    verbose_name = "Opinionated startapp"
