"""The choices for the audit: the table ``[tool.opinionated_startapp.audit]``, or ``audit`` in the Django setting."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .sources import TABLE, Entry

AUDIT_TABLE = f"tool.{TABLE}.audit"

_NAME = r"[^\W\d][\w-]*"
_WORD = r"[\w*?\[\]!-]+"
_SHAPES = {
    "module": (rf"{_NAME}(\.{_NAME})*", "dotted modules such as 'shop.rules'"),
    "modules": (rf"{_WORD}(\.{_WORD})*", "dotted modules or globs of them such as 'apps.*.sdk'"),
    "apps": (rf"{_WORD}(\.{_WORD})*", "labels of apps, dotted names, or globs of them such as 'shop*'"),
    "paths": (r"[^/\\\0]([^\\\0]*[^\\\0])?", "globs of paths below the project such as 'apps/*/legacy/**'"),
    "folder": (r"(?!\.\.?(?:/|$))[^/\\\0]+(/(?!\.\.?(?:/|$))[^/\\\0]+)*", "a folder below the project"),
    "cache": (r"[^\0]+", "the path of a folder"),
}


def _option(default: Any, help_text: str, example: object, shape: str = "") -> Any:  # noqa: ANN401  (as field)
    metadata = {"help": help_text, "example": example, "shape": _SHAPES.get(shape)}
    if default is dict:
        return field(default_factory=dict, metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True)
class AuditConfig:
    """What the project has chosen for its audit; ``help`` in the metadata of a field says what it is for.

    A *selector* is the code, name or alias of a rule, a topic, a level or a profile. Which of them there are, only
    the audit knows: it checks names and levels, and says with ``where`` which line an unknown one stands on.
    """

    profiles: Mapping[str, tuple[str, ...]] = _option(
        dict,
        "For an app (label, dotted name, or a glob of them) its profiles besides `default`. "
        "All globs that match add up; a label or name without a wildcard goes before them.",
        {"*": ["services"], "billing": ["oep49", "strict"]},
    )
    select: tuple[str, ...] = _option(
        (), "Selectors of the rules to run; without any, those of the profiles.", ["boundaries", "error"]
    )
    extend_select: tuple[str, ...] = _option((), "Selectors of rules to run besides.", ["unsplit-settings"])
    ignore: tuple[str, ...] = _option(
        (), "Selectors of rules not to run; it goes before the two above.", ["fat-handler"]
    )
    severity: Mapping[str, str] = _option(
        dict, "For a rule another level: `info`, `warning` or `error`.", {"squash-due": "warning"}
    )
    thresholds: Mapping[str, Mapping[str, float]] = _option(
        dict, "For a rule other values of its thresholds.", {"squash-due": {"max_migrations": 100}}
    )
    per_path_ignores: Mapping[str, tuple[str, ...]] = _option(
        dict,
        "For a glob of paths selectors of the rules whose findings there do not count.",
        {"*/legacy/*": ["boundaries", "info"]},
    )
    fail_level: str = _option("warning", "The level from which on findings make the audit fail.", "error")
    baseline: str = _option(
        ".audit-baseline",
        "The folder of the baselines, below the folder that is audited.",
        "ci/audit-baseline",
        "folder",
    )
    strict_apps: tuple[str, ...] = _option((), "Apps that must not have a baseline.", ["billing"], "apps")
    rules: tuple[str, ...] = _option((), "Modules with rules of the project's own.", ["audit_rules"], "module")
    settings: tuple[str, ...] = _option(
        (), "Settings modules; without any, all that are found.", ["config.settings"], "module"
    )
    exclude: tuple[str, ...] = _option((), "Globs of paths that are no part of the project.", ["docs/**"], "paths")
    applets: tuple[str, ...] = _option(
        (),
        "Packages inside apps that count as apps of their own in the graph and at the boundaries.",
        ["content.applets.*"],
        "modules",
    )
    layers: tuple[tuple[str, ...], ...] = _option(
        (),
        "Ranks of apps, the highest first; apps of one rank stand in one list. Nobody uses a higher rank.",
        [["shop", "blog"], ["billing"], ["accounts"]],
        "apps",
    )
    facades: Mapping[str, tuple[str, ...]] = _option(
        dict,
        "For an app the modules, relative to it, that others may import besides those of its pattern.",
        {"billing": ["prices"]},
        "modules",
    )
    shared: tuple[str, ...] = _option(
        ("common", "*.common"),
        "Packages that every app may use and that must not know any.",
        ["common", "shop.shared"],
        "modules",
    )
    testing_kits: tuple[str, ...] = _option(
        (), "Packages of test helpers that production code may import.", ["testing"], "modules"
    )
    sdks: Mapping[str, tuple[str, ...]] = _option(
        dict,
        "For a third-party package the only packages that may import it.",
        {"stripe": ["billing.stripe"]},
        "modules",
    )
    data_libraries: tuple[str, ...] = _option(
        (), "Third-party packages that `data.py` may import, such as `attrs`.", ["attrs"], "module"
    )
    cache: str = _option(
        ".audit-cache", "The folder in which facts about files are kept between runs.", ".cache/audit", "cache"
    )
    checks: bool = _option(
        default=False, help_text="Whether the audit also runs as a Django system check.", example=True
    )
    origins: Mapping[str, Entry] = field(default_factory=dict, compare=False, repr=False)

    def where(self, key: str, *inner: str) -> str:
        """Return where the option ``key`` is chosen, or within its table the keys ``inner``."""
        if key not in self.origins:
            return f"[{AUDIT_TABLE}]"
        entry = self.origins[key]
        return entry.source.where((*entry.written, *inner))
