"""The rule ``domain-knows-http``."""

from collections.abc import Iterator

from ....pattern import Construct
from ...finding import Finding, Severity
from ...lookups.homes import lives_in
from ...lookups.neighbours import anchored
from ...project import App, Module, Project
from ...rule import Rule

_OF_DJANGO = ("contrib.messages", "forms", "http", "shortcuts", "template.response", "urls", "views")
_OF_REST = ("decorators", "generics", "request", "response", "serializers", "views", "viewsets")
_HTTP = (*(f"django.{name}." for name in _OF_DJANGO), *(f"rest_framework.{name}." for name in _OF_REST))
_SIDES = (Construct.WRITE, Construct.READ, Construct.LOGIC)
_OWN = ("forms", "serializers", "views", "viewsets")


class DomainKnowsHttp(Rule):
    """Services or domain code import views, requests, responses, forms or serializers.

    Imports under `TYPE_CHECKING` are free.

    **Why.** What a business does is done by commands, tasks and tests too, where there is no request. Code
    that takes or raises something of HTTP can be used by views alone.

    **Instead.** Take plain values or models, return them, and raise errors of your own; the view translates.
    """

    code = "SV008"
    name = "domain-knows-http"
    severity = Severity.WARNING
    profiles = ("services", "domain")
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/services.py": "from django.http import Http404",
    }
    good = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/services.py": "class OrderNotFoundError(LookupError): ...",
    }

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Look at what services and domain code import."""
        app = project.apps.get(module.app)
        if app is None or not any(lives_in(app, module, each, self.profiles) for each in _SIDES):
            return
        for row in module.outline.imports:
            if not row.typing_only and _is_http(app, row.target):
                yield self.finding(
                    module.at(row),
                    f"{module.name} imports {row.target}, which belongs to the side of HTTP.",
                    "Take and return plain values, raise errors of your own, and let the view translate.",
                    anchor=anchored(row.scope, row.target),
                    app=app,
                )


def _is_http(app: App, target: str) -> bool:
    own = target.removeprefix(f"{app.name}.").partition(".")[0] if app.contains(target) else ""
    return f"{target}.".startswith(_HTTP) or own in _OWN
