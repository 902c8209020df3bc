"""Answers where code of a certain kind lives in an app, by the patterns that it is held to."""

from collections.abc import Iterable
from fnmatch import fnmatchcase

from ...pattern import PATTERNS, Construct
from ..project import App, Module


def homes(app: App, construct: Construct, profiles: Iterable[str] | None = None) -> tuple[str, ...]:
    """Return the globs, relative to the app, of the files where such code lives; none if it may live anywhere.

    With ``profiles``, only what those of them say counts that the app has.
    """
    held = sorted(app.profiles if profiles is None else app.profiles.intersection(profiles))
    return tuple(glob for name in held if name in PATTERNS for glob in PATTERNS[name].homes_of(construct))


def lives_in(app: App, module: Module, construct: Construct, profiles: Iterable[str] | None = None) -> bool:
    """Tell whether ``module`` is one of those that such code lives in, in the app or in a package inside it."""
    inner = f"/{app.inner(module)}"
    return any(fnmatchcase(inner, f"*/{glob}") for glob in homes(app, construct, profiles))


def is_at_home(app: App, module: Module, construct: Construct) -> bool:
    """Tell whether ``module`` is a place for such code; so is every module if nothing says where it lives."""
    return not homes(app, construct) or lives_in(app, module, construct)
