"""The rule ``foreign-model-query``."""

import re
from collections.abc import Iterator

from ...facts import Call, Where
from ...finding import Finding, Severity
from ...lookups.model_layer import model_layer
from ...lookups.neighbours import anchored, loaded_models, other_app, same_django_app
from ...lookups.queries import is_of_django, queried
from ...project import App, Module, Project
from ...rule import Rule

_SHORTCUTS = ("django.shortcuts.get_object_or_404", "django.shortcuts.get_list_or_404")
_STRICT = "oep49"
_FACTORIES = frozenset({"factory", "model_bakery", "polyfactory"})
_OBJECTS = re.compile(r"\.(objects|_default_manager)\.\w+$")
_NO_MODELS = (".", "?", "builtins.", "self.", "cls.")  # most calls: what they are made on, nobody knows


class ForeignModelQuery(Rule):
    """Code queries or instantiates a model of another app.

    Counted are its managers (`.objects`, `._default_manager`), `get_object_or_404` and calling the class. A foreign
    key to the model, a base class, an annotation or `sender=` is no query. `get_user_model()` belongs to everybody.
    Modules that make data for tests, with factory_boy or its like, are left out.
    Between applets of one app it is never more than a warning.

    Where neither app follows OEP-49, three things are let through: a queryset in the body of a class, which forms and
    filters have to be given; a method that the other app has written for its managers, since it is offered to others;
    and an app with half of the project's models, and at least 20, since that is the project's layer of models.

    **Why.** The other app can no longer change its tables, cache, check or log an access, or become a service:
    its database is its interface, and nobody can say who uses which part of it.

    **Instead.** Give the other app a function that answers the question, in `api.py` or a services module, and call
    that. Projects that start with many of these record them in the baseline, so that only new ones count.
    """

    code = "BD001"
    name = "foreign-model-query"
    severity = Severity.WARNING
    severities = {_STRICT: Severity.ERROR}
    bad = {
        "billing/__init__.py": "",
        "billing/models.py": """
            from django.db import models

            class Invoice(models.Model):
                pass
            """,
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/views.py": """
            from billing.models import Invoice

            def invoices(request):
                return Invoice.objects.filter(user=request.user)
            """,
    }
    good = {
        **bad,
        "billing/api.py": """
            from .models import Invoice

            def invoices_of(user):
                return Invoice.objects.filter(user=user)
            """,
        "orders/views.py": """
            from billing import api

            def invoices(request):
                return api.invoices_of(request.user)
            """,
    }

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Look at the calls, where something of another app is imported or loaded at all."""
        if not module.app or not _may_reach(project, module) or _makes_test_data(module):
            return
        loaded = loaded_models(project, module)
        for call in module.body.calls:
            path, verb = _target(project, call)
            model = (loaded.get(path) or project.model(path)) if path else None
            if model is None or model.abstract:
                continue
            other = other_app(project, module, model.name)
            if other and not self._is_let_through(project, module, call, other):
                way = (
                    "Call a function of its api.py" if "api.py" in other.files else "Let it offer a function for that"
                )
                yield self.finding(
                    module.at(call),
                    f"{call.scope or module.name} {verb} {model.row.name}, a model of the app {other.label}.",
                    f"{way}: what {other.label} keeps in its tables is its own affair.",
                    anchor=anchored(call.scope, model.name),
                    app=project.apps[module.app],
                    severity=self._weight(project, module, other),
                )

    def _is_let_through(self, project: Project, module: Module, call: Call, other: App) -> bool:
        if _STRICT in other.profiles or _STRICT in project.apps[module.app].profiles:
            return False
        declared = call.scope and not call.flags & (Where.FUNCTION | Where.LAMBDA)
        offered = bool(_OBJECTS.search(call.path)) and not is_of_django(call.name)
        return bool(declared) or offered or other.label == project.shared(model_layer)

    def _weight(self, project: Project, module: Module, other: App) -> Severity | None:
        """Return what it weighs beside what the profiles of the module's app say: the boundary has two sides."""
        if same_django_app(project, other, module):
            return self.severity
        return self.severities[_STRICT] if _STRICT in other.profiles else None


def _may_reach(project: Project, module: Module) -> bool:
    outline = module.outline
    return any(each.kind == "model" for each in outline.mentions) or any(
        other_app(project, module, project.resolve(each.target)) for each in outline.imports
    )


def _makes_test_data(module: Module) -> bool:
    return any(row.target.partition(".")[0] in _FACTORIES for row in module.outline.imports if not row.level)


def _target(project: Project, call: Call) -> tuple[str, str]:
    """Return the path of what may be a model, and what ``call`` does with it; of a chain the first call counts."""
    if call.path in _SHORTCUTS:
        path = call.ref(0)
        return (path.removesuffix(".objects"), "queries") if "(" not in path else ("", "")
    if call.path.startswith(_NO_MODELS) or "(" in call.path or "[" in call.path:
        return "", ""
    if path := queried(project, call.path):
        return (path, "queries") if call.name != "none" else ("", "")
    return call.path, "instantiates"
