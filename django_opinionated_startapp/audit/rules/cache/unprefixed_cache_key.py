"""The rule ``unprefixed-cache-key``."""

import re
from collections.abc import Iterator

from ...facts import Binary, Call, Joined, Value
from ...finding import Finding, Severity
from ...project import Module, Project
from ...rule import Rule

_CALL = re.compile(r"django\.core\.cache\.caches?(\[\])?\.a?(add|decr|delete|get|get_or_set|has_key|incr|set|touch)")
_WORD = re.compile(r"[a-z0-9]+")


class UnprefixedCacheKey(Rule):
    """A cache key that is written in the code does not start with the label of its app.

    **Why.** All apps share one cache. Two that both say `"count"` read each other's values, which no test of one of
    them shows.

    **Instead.** Begin keys with the label: `f"orders:count:{pk}"`.
    """

    code = "CA001"
    name = "unprefixed-cache-key"
    severity = Severity.INFO
    profiles = ("strict",)
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/views.py": """
            from django.core.cache import cache

            def count():
                return cache.get("count")
            """,
    }
    good = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/views.py": """
            from django.core.cache import cache

            def count():
                return cache.get("orders:count")
            """,
    }

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Look at the first argument of what is asked of the cache."""
        app = project.apps.get(module.app)
        if app is None or not any(row.target.startswith("django.core.cache") for row in module.outline.imports):
            return
        own = {"".join(_WORD.findall(name.lower())) for name in (app.label, app.name.rpartition(".")[2])}
        for call in module.body.calls:
            start = _start(call)
            if start and not "".join(_WORD.findall(start.lower())).startswith(tuple(own)):
                yield self.finding(
                    module.at(call),
                    f"The cache key '{start}' does not start with the label of its app.",
                    f"Begin it with '{app.label}:'.",
                    anchor=f"{call.scope or module.name} -> {start}",
                    app=app,
                )


def _start(call: Call) -> str:
    """Return the constant start of the key that ``call`` hands to a cache, "" if there is none."""
    if not _CALL.fullmatch(call.path):
        return ""
    value: Value = call.arg(0, "key")
    while isinstance(value, Joined | Binary):
        value = value.left if isinstance(value, Binary) else next(iter(value.parts), "")
    return value if isinstance(value, str) else ""
