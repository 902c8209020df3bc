"""The inventory: sizes, patterns and scores."""

from dataclasses import replace
from pathlib import Path

import pytest

from django_opinionated_startapp.audit.finding import Severity
from django_opinionated_startapp.audit.project import Project
from django_opinionated_startapp.audit.report import Report, Suppressed
from django_opinionated_startapp.audit.reports import make_report
from django_opinionated_startapp.audit.reports.inventory import (
    InventoryReport,
    Match,
    Stock,
    best_match,
    inventory_report,
)
from tests.audit.samples import ERROR, INFO, found
from tests.audit.trees import read_project, write_tree

CLEAN = Report(("orders",), 1, ())


def stock(project: Project, app: str, report: Report = CLEAN) -> Stock:
    found = make_report("inventory", project, (app,), report)
    assert isinstance(found, InventoryReport)
    (one,) = found.apps
    return one


def test_an_app_is_counted(shop: Project) -> None:
    billing = stock(shop, "billing")
    sizes = (billing.modules, billing.models, billing.migrations, billing.tests, billing.uses, billing.used_by)
    assert sizes == (5, 1, 1, 0, 2, 1)
    assert billing.statements == 7
    assert stock(shop, "orders").tests == 1


def test_the_lowest_score_comes_first(shop: Project) -> None:
    apps = inventory_report(shop, CLEAN).apps
    scores = [(each.app, each.score.value) for each in apps]
    assert scores == [("goods", 84), ("billing", 85), ("people", 90), ("orders", 94), ("lonely", 100)]


def test_a_score_says_how_it_is_made_up(shop: Project) -> None:
    kept = Suppressed(found(severity=INFO), "baseline")
    ignored = Suppressed(found(severity=ERROR), "comment", "history")
    elsewhere = found(app="")
    report = replace(CLEAN, findings=(found(), found(line=9), elsewhere), suppressed=(kept, ignored))
    orders = stock(shop, "orders", report)
    assert orders.findings == (0, 2, 1)
    assert orders.score.taken == (("findings", 25.2), ("in a cycle", 5.0), ("edges to cut", 1.0))
    assert orders.score.value == 69
    crowd = replace(CLEAN, findings=tuple(found(line=line, severity=ERROR) for line in range(3, 30)))
    assert stock(shop, "orders", crowd).score.taken[0] == ("findings", 58.1)
    assert list(Severity) == [Severity.INFO, Severity.WARNING, Severity.ERROR]


@pytest.mark.parametrize(
    ("files", "match"),
    [
        ({"models.py": ""}, Match()),
        ({"admin.py": "", "tests/test_x.py": "", "tasks.py": ""}, Match()),
        ({"api.py": "from rest_framework.views import APIView\n"}, Match()),
        (
            {"api.py": "def get(): ...\n", "data.py": "", "README.md": "", "tests/test_api.py": ""},
            Match("oep49", ("api", "data", "tests", "readme"), ("rest_api", "signals", "tasks", "admin")),
        ),
        (
            {"services.py": "", "selectors/orders.py": "", "rest_api/v1/views.py": ""},
            Match(
                "services",
                ("services", "selectors", "rest_api"),
                ("conf", "checks", "cache", "signals", "tasks", "admin", "tests", "readme"),
            ),
        ),
    ],
)
def test_the_pattern_that_an_app_has_most_of_is_told(tmp_path: Path, files: dict[str, str], match: Match) -> None:
    tree = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        **{f"orders/{path}": text for path, text in files.items()},
    }
    project = read_project(write_tree(tmp_path.resolve(), tree))
    found = best_match(project, project.apps["orders"])
    assert found == match
    assert found.share == (round(len(match.found) / (len(match.found) + len(match.missing)), 2) if match.found else 0)
