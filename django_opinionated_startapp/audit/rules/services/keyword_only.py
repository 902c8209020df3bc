"""The rule ``keyword-only``."""

from collections.abc import Iterator

from ...finding import Finding, Severity
from ...fixes.keywords import keyword_only
from ...fixes.kinds import Fix, Safety
from ...fixes.texts import Texts
from ...lookups.service_modules import service_functions
from ...project import Module, Project
from ...rule import Rule

_ACCEPTED = 1


class KeywordOnly(Rule):
    """A service, selector, mutation or query takes more than one argument by position.

    **Why.** `transfer(a, b, 10)` doesn't say who pays. And a parameter that is added or moved changes what
    calls mean without any of them failing.

    **Instead.** `def transfer(*, payer, payee, amount)`. One positional argument, what the function is about, is fine.

    **Fix.** A `*` behind the first parameter, and the names in all calls. It is unsafe, since calls from elsewhere
    can't be seen. Not where the function, or its module, is passed on or named by a string, and not where it is
    decorated, or called with `*arguments`.
    """

    code = "SV004"
    name = "keyword-only"
    severity = Severity.WARNING
    profiles = ("services", "domain")
    safety = Safety.UNSAFE
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/services.py": "def transfer(payer, payee, amount): ...",
    }
    good = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/services.py": "def transfer(order, *, payer, payee, amount): ...",
    }

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        """Count the positional parameters."""
        app = project.apps.get(module.app)
        for function in service_functions(app, module, self.profiles):
            names = [each.name for each in function.params if each.kind.startswith("positional")]
            if len(names) > _ACCEPTED:
                yield self.finding(
                    module.at(function),
                    f"{function.name} takes {', '.join(names)} by position.",
                    f"Put a * before {names[0]}, or after it.",
                    anchor=function.name,
                    app=app or "",
                )

    def fix(self, finding: Finding, project: Project, texts: Texts) -> Fix | None:
        """Put the star behind the first parameter, and name the arguments of all calls."""
        return keyword_only(texts.module_at(finding.place.path), finding.anchor, project, texts)
