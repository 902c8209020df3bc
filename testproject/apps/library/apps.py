"""Application configuration of library."""

from importlib import import_module

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    """Configuration of the library application."""

    default_auto_field = "django.db.models.BigAutoField"
    name = "apps.library"
    label = "library"
    verbose_name = "Library"

    def ready(self) -> None:
        """Connect the signal handlers."""
        import_module(f"{self.name}.signals.handlers")
