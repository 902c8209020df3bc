"""What else in a project, or in its databases, stands on an app: no app may go while it does."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db import Error, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from ..errors import OpinionatedError, told
from ..wording import few

if TYPE_CHECKING:
    from django.db.models import Model

_DUMMY = "django.db.backends.dummy"
_SHOWN = 3


def refuse_dependents(module: str, label: str) -> None:
    """Raise OpinionatedError where models or migrations of other apps need the app ``module``."""
    models = sorted(_models(module, label))
    found = models or sorted(_migrations(label))
    if found:
        hint = "Take the relations out, and migrate." if models else "Squash them or take them back first."
        raise OpinionatedError(f"Other apps need {module}: {few(found, _SHOWN)}.", hint)


def _models(module: str, label: str) -> Iterator[str]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label == label:
            continue
        if any(f"{base.__module__}.".startswith(f"{module}.") for base in model.__mro__):
            yield model._meta.label
        yield from (f"{model._meta.label}.{name}" for name in _relations(model, label))


def _relations(model: "type[Model]", label: str) -> Iterator[str]:
    for field in (*model._meta.local_fields, *model._meta.local_many_to_many):
        through = getattr(field.remote_field, "through", None)
        if label in {_label(field.related_model), _label(through)}:
            yield field.name


def _label(model: Any) -> str:  # noqa: ANN401  (a class, or nothing)
    return model._meta.app_label if hasattr(model, "_meta") else ""


def _migrations(label: str) -> Iterator[str]:
    loader = MigrationLoader(None, load=False)
    try:
        loader.load_disk()
    except Exception as error:  # they are modules of the project, and to import them may do anything
        raise OpinionatedError(
            f"Django can't read the migrations ({told(error)}), so nobody knows which of them need {label}.",
            "Make `manage.py showmigrations` work first.",
        ) from error
    for (owner, name), migration in loader.disk_migrations.items():
        if owner != label and any(app == label for app, _ in (*migration.dependencies, *migration.run_before)):
            yield f"the migration {owner}.{name}"


def refuse_applied(label: str) -> None:
    """Raise OpinionatedError where migrations of the app ``label`` are applied, or a database can't be asked."""
    for alias, configured in connections.settings.items():
        if configured["ENGINE"] != _DUMMY and (names := _applied(alias, label)):
            database = "" if alias == "default" else f" --database {alias}"
            count = f"{len(names)} migrations" if len(names) > 1 else f"The migration {names[0]}"
            raise OpinionatedError(
                f"{count} of {label} {'are' if len(names) > 1 else 'is'} applied in the database '{alias}'.",
                f"Unapply first: manage.py migrate {label} zero{database}",
            )


def _applied(alias: str, label: str) -> list[str]:
    """Return the names of the applied migrations; the database is only read, and not made where there is none."""
    try:
        connection = connections[alias]
        name = str(connection.settings_dict["NAME"] or "")
        if connection.vendor == "sqlite" and name and not (_is_memory(name) or Path(name).exists()):
            return []
        opened = connection.connection is not None
        try:
            return sorted(name for app, name in MigrationRecorder(connection).applied_migrations() if app == label)
        finally:
            if not opened:
                connection.close()
    except (Error, ImproperlyConfigured) as error:
        raise OpinionatedError(
            f"The database '{alias}' can't be asked whether migrations of {label} are applied: "
            f"{' '.join(str(error).split()).rstrip('.')}.",
            "Start it; or, if you know that none are, add --ignore-databases.",
        ) from error


def _is_memory(name: str) -> bool:
    return name == ":memory:" or name.startswith("file:")
