"""The rule ``private-import``."""

import sys
from collections.abc import Iterator

from ...facts import Import
from ...finding import Finding, Severity
from ...lookups.neighbours import anchored, other_app, owner
from ...project import Module, Project
from ...rule import Rule


class PrivateImport(Rule):
    """Code imports a name with a leading underscore from another app or another package.

    The standard library is left out, and so are imports for annotations only, dunder names, and `_` itself.

    **Why.** The underscore says that the name may change or go without notice: the import works until the next
    release, or until somebody tidies the other app up.

    **Instead.** Use what is public there. If nothing is, ask the owners for it, or take a copy of the few lines.
    """

    code = "BD003"
    name = "private-import"
    severity = Severity.WARNING
    bad = {
        "billing/__init__.py": "",
        "billing/models.py": "",
        "billing/prices.py": "def _rounded(): ...",
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/totals.py": "from billing.prices import _rounded",
    }
    good = {
        **bad,
        "billing/prices.py": "def rounded(): ...",
        "orders/_sums.py": "def _sum(): ...",
        "orders/totals.py": """
            from __future__ import annotations

            from billing.prices import rounded as _rounded

            from ._sums import _sum
            """,
    }

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Look at each import whose path has a private part that this module is outside of."""
        for row in module.outline.imports:
            around, private = _private(row.target)
            if not private or row.typing_only or not _is_elsewhere(project, module, row, around):
                continue
            if not _for_annotations(module, row):
                yield self.finding(
                    module.at(row),
                    f"{module.name} imports {private}, which is private to {around}.",
                    f"Use what {around} offers to others.",
                    anchor=anchored(row.scope, row.target),
                    app=owner(project, module),
                )


def _private(target: str) -> tuple[str, str]:
    """Return what the first private name in ``target`` is private to, and that name; two empty strings if none is."""
    parts = target.split(".")
    for position, part in enumerate(parts[1:], 1):
        if part.startswith("_") and part.strip("_") and not part.endswith("__"):
            return ".".join(parts[:position]), part
    return "", ""


def _is_elsewhere(project: Project, module: Module, row: Import, around: str) -> bool:
    """Tell whether what the name is private to is another app, or a package that shares no root with this one."""
    root = row.target.partition(".")[0]
    if root in sys.stdlib_module_names or f"{module.name}.".startswith(f"{around}."):
        return False
    if app := other_app(project, module, around):
        return app.contains(around)
    if any(root.startswith(f"{own}_") for own in (module.name.partition(".")[0], module.path.partition("/")[0])):
        return False  # shop_sdk, to shop: by the same makers
    return root != module.name.partition(".")[0] and (not module.app or project.app_of(around) is None)


def _for_annotations(module: Module, row: Import) -> bool:
    """Tell whether the imported name is used, and in annotations only."""
    body = module.body
    if any(each.path.startswith(row.target) for each in body.calls):
        return False
    roles = {each.role for each in body.uses if each.path.startswith(row.target)}
    return roles == {"annotation"}
