"""The apps of a booted Django: what there really is, whatever decides about it at run time."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Registered:
    """An app of the registry: ``path`` is its folder, ``config`` its AppConfig ("" for the one that Django makes)."""

    label: str
    name: str
    path: Path
    config: str
    explicit_label: bool


def registered_apps() -> tuple[Registered, ...]:
    """Return the apps of the registry, which must be ready."""
    from django.apps import AppConfig, apps  # noqa: PLC0415  (an audit of source does without Django)

    return tuple(
        Registered(
            config.label,
            config.name,
            Path(config.path).resolve(),
            "" if type(config) is AppConfig else f"{type(config).__module__}.{type(config).__qualname__}",
            "label" in vars(type(config)),
        )
        for config in apps.get_app_configs()
    )
