"""Application configuration of people."""

from importlib import import_module

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Configuration of the people application."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "apps.people"
    label = "people"
    verbose_name = "People"

    def ready(self) -> None:
        """Connect the signal handlers."""
        import_module(f"{self.name}.signals.handlers")
