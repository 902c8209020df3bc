"""How globs of the configuration are matched: against paths, modules and apps."""

import re
from fnmatch import translate
from functools import lru_cache


def matches_path(glob: str, path: str) -> bool:
    """Tell whether ``glob`` means ``path``, POSIX and relative to the root.

    ``*`` matches any text, slashes too; a glob without a slash may match a name anywhere in the path; what matches a
    folder means all that is in it.
    """
    wanted = glob.strip("/")
    names = path.split("/")
    folders = ["/".join(names[: depth + 1]) for depth in range(len(names))]
    return any(_matches(wanted, each) for each in (folders if "/" in wanted else [*folders, *names]))


def matches_module(glob: str, dotted: str) -> bool:
    """Tell whether ``glob`` means the module ``dotted`` or a package around it. ``*`` matches any text, dots too."""
    names = dotted.split(".")
    return any(_matches(glob, ".".join(names[: depth + 1])) for depth in range(len(names)))


def matches_app(glob: str, label: str, name: str) -> bool:
    """Tell whether ``glob`` means the app with this label and dotted name."""
    return _matches(glob, label) or _matches(glob, name)


def is_glob(text: str) -> bool:
    """Tell whether ``text`` has a wildcard."""
    return any(character in text for character in "*?[")


def _matches(glob: str, text: str) -> bool:
    return _compiled(glob).match(text) is not None


@lru_cache(maxsize=1024)
def _compiled(glob: str) -> re.Pattern[str]:
    return re.compile(translate(glob))
