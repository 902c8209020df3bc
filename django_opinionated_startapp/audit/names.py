"""The names that options take: profiles and formats. Nothing heavy is imported to know them."""

from collections.abc import Iterable
from pathlib import Path
from pkgutil import iter_modules

from ..pattern import BUILTIN, PATTERNS

PROFILES = ("default", *BUILTIN, "strict")
_REPORTERS = Path(__file__).parent / "reporters"
FORMATS = tuple(sorted(each.name for each in iter_modules([str(_REPORTERS)]) if not each.name.startswith("_")))
_PLAIN = ("text", "json", "markdown")
# The reports beside findings, each with its formats.
REPORTS = {
    "graph": (*_PLAIN, "mermaid", "dot", "html"),
    "cuts": _PLAIN,
    "split": _PLAIN,
    "removable": _PLAIN,
    "inventory": _PLAIN,
}


def is_profile(name: str) -> bool:
    """Tell whether there is a profile ``name``; packs bring some of their own."""
    return name in PROFILES or name in PATTERNS


def with_bases(profiles: Iterable[str]) -> frozenset[str]:
    """Return ``profiles``, and for those of packs the patterns that they go on from, whose rules hold for them too."""
    found = frozenset(profiles)
    packs = [PATTERNS[name] for name in found.difference(PROFILES) if name in PATTERNS]
    return found.union(pack.base for pack in packs if pack.base)
