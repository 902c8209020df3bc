"""Which Django runs on which Python (Django's documentation, "What Python version can I use with Django?")."""

from dataclasses import dataclass

_SERIES = (
    ((4, 2), 8, 12),
    ((5, 0), 10, 12),
    ((5, 1), 10, 13),
    ((5, 2), 10, 14),
    ((6, 0), 12, 14),
    ((6, 1), 12, 14),
)
_OLDEST_PYTHON = 10
# CheckConstraint(check=) of older series is `condition=` since this one.
_RENAMED = (5, 1)


@dataclass(frozen=True, slots=True)
class Supported:
    """A series of Django, such as ``5.2``, and the Pythons that it runs on: ``("3.10", "3.11", …)``."""

    django: str
    pythons: tuple[str, ...]


def supported(written_for: tuple[int, int]) -> tuple[Supported, ...]:
    """Return the series of Django that code written for the series ``written_for`` runs on, oldest first."""
    known = [each for each in _SERIES if (each[0] < _RENAMED) == (written_for < _RENAMED)]
    return tuple(
        Supported(f"{major}.{minor}", tuple(f"3.{each}" for each in range(max(low, _OLDEST_PYTHON), high + 1)))
        for (major, minor), low, high in known
    )
