"""Rules, findings and reports made for tests: what the real rules find is none of their business."""

from collections.abc import Mapping

from django_opinionated_startapp.audit.finding import Finding, Place, Severity
from django_opinionated_startapp.audit.report import Failure, Report, Suppressed, Unseen
from django_opinionated_startapp.audit.rule import Rule
from django_opinionated_startapp.audit.rules.suppressions.malformed_suppression import MalformedSuppression
from django_opinionated_startapp.audit.rules.suppressions.unexplained_suppression import UnexplainedSuppression
from django_opinionated_startapp.audit.rules.suppressions.unused_suppression import UnusedSuppression

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO


def make_rule(code: str, name: str, topic: str = "misc", **parts: object) -> type[Rule]:
    """Return a rule whose documentation and examples are the same for all."""
    given: dict[str, object] = {
        "__module__": f"samples.{topic}.{name}",
        "__doc__": f"The first sentence of {name}.\n\n    **Why.** Because.\n\n    **Instead.** Do.\n    ",
        "code": code,
        "name": name,
        "severity": WARNING,
        "bad": {"orders/__init__.py": "", "orders/bad.py": "bad = 1\n"},
        "good": {"orders/good.py": "good = 1\n"},
    }
    return type(name, (Rule,), {**given, **parts})


QUERY = make_rule("BD001", "foreign-model-query", "boundaries", severities={"oep49": ERROR}, aliases=("orm-leak",))
INTERNALS = make_rule("BD009", "import-of-internals", "boundaries", profiles=("strict",))
SIZE = make_rule("MO001", "too-many-models", "models", thresholds={"warning": 20, "info": 10}, severity=INFO)
LABEL = make_rule("AC004", "duplicate-label", "appconfig", severity=ERROR)
OWN = (UnusedSuppression, MalformedSuppression, UnexplainedSuppression)
RULES = tuple(sorted((QUERY, INTERNALS, SIZE, LABEL, *OWN), key=lambda rule: rule.code))


def found(  # noqa: PLR0913
    rule: type[Rule] = QUERY,
    path: str = "orders/views.py",
    line: int = 3,
    anchor: str = "checkout -> billing.models.Invoice",
    *,
    app: str = "orders",
    severity: Severity | None = None,
    message: str = "checkout() queries Invoice of the app billing.",
    hint: str = "Ask billing.api.",
    related: tuple[tuple[Place, str], ...] = (),
) -> Finding:
    """Return a finding."""
    place = Place(path, line, 5) if line else Place(path)
    return Finding(place, rule.code, rule.name, severity or rule.severity, app, anchor, message, hint, related)


REPORT = Report(
    apps=("billing", "orders", "people"),
    files=12,
    findings=(
        found(LABEL, "billing", 0, "label", app="billing", message="Two apps have the label billing.", hint=""),
        found(related=((Place("billing/models.py", 1, 1), "Invoice is defined here"),)),
        found(line=9),
        found(SIZE, "orders/models.py", 1, "models", message="23 models.", hint="Split the app."),
    ),
    suppressed=(
        Suppressed(found(SIZE, "people/models.py", 1, "models", app="people"), "comment", "history until 2027-01-31"),
        Suppressed(found(path="people/views.py", app="people"), "baseline"),
    ),
    stale=((".audit-baseline/orders.txt", "too-many-models orders/old.py models"),),
    unseen=(Unseen(Place("orders/broken.py", 2, 1), "syntax error: invalid syntax"),),
    failures=(Failure(Place("orders/odd.py"), "BD001", "foreign-model-query", "KeyError: 'x'"),),
)
CLEAN = Report(apps=("orders",), files=1, findings=())
THRESHOLDS: Mapping[str, Mapping[str, float]] = {"too-many-models": {"warning": 30}}
