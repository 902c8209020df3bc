"""The reports beside findings, in all their formats."""

import json
from pathlib import Path

import pytest

from django_opinionated_startapp.audit.finding import Place
from django_opinionated_startapp.audit.lookups.model_uses import Deed
from django_opinionated_startapp.audit.names import REPORTS
from django_opinionated_startapp.audit.project import Project
from django_opinionated_startapp.audit.report import Report
from django_opinionated_startapp.audit.reporters._reports import render_report, split
from django_opinionated_startapp.audit.reporters._reports.blocks import (
    Heading,
    Items,
    Prose,
    Rows,
    as_markdown,
    as_text,
)
from django_opinionated_startapp.audit.reports import AnyReport, make_report
from django_opinionated_startapp.audit.reports.cuts import CutsReport, CycleCuts
from django_opinionated_startapp.audit.reports.split import Crossing, Part, SplitReport, Tie
from tests.audit.reports.conftest import shop
from tests.audit.reports.test_split import STORE
from tests.audit.samples import found
from tests.audit.trees import read_project, write_tree

__all__ = ["shop"]
NONE = Report((), 0, ())


def made(project: Project, name: str, *targets: str) -> AnyReport:
    return make_report(name, project, targets, NONE)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return read_project(write_tree(tmp_path_factory.mktemp("store").resolve(), STORE))


def test_blocks_are_text_or_markdown() -> None:
    blocks = (
        Heading("Title", 1),
        Prose("a_b"),
        Heading("Part"),
        Items((("x", ("y",)),)),
        Items(()),
        Rows(("app", "n"), (("a|b", 3),)),
    )
    assert as_text(blocks) == "Title\n\na_b\n\nPart\n\n  x\n      y\n\napp  n\na|b  3\n"
    assert as_markdown(blocks) == (
        "# Title\n\na\\_b\n\n## Part\n\n- x\n  - y\n\n| app | n |\n| --- | --- |\n| a\\|b | 3 |\n"
    )


def test_in_markdown_nobody_is_mentioned_and_no_entity_is_read() -> None:
    blocks = (Items((("a.html:1:1: template {{ x }} &amp; @team", ("- y",)),)),)
    assert as_markdown(blocks) == "- a.html:1:1: template \\{\\{ x \\}\\} \\&amp; @<!-- -->team\n  - \\- y\n"


def test_the_graph_in_words(shop: Project) -> None:
    text = render_report("graph", made(shop, "graph"), "text")
    assert text.startswith("Which app needs which\n\n5 apps, 5 edges. 1 cycle.\n\nCycle 1: billing, goods, orders.\n")
    assert "\n  → goods: 1 import, 1 relation [cycle 1]\n      orders/api.py:2:26: import goods.models.Item\n" in text
    assert "\n  → billing: 1 import [cycle 1, cut here]\n" in text
    assert text.endswith("Neither needing nor needed: lonely.\n")
    assert render_report("graph", made(shop, "graph", "people"), "text").endswith("settings.AUTH_USER_MODEL\n")
    assert "1 app, 0 edges. No cycle.\n" in render_report("graph", made(shop, "graph", "lonely"), "text")


def test_the_graph_as_a_picture(shop: Project) -> None:
    graph = made(shop, "graph", "goods")
    assert render_report("graph", graph, "mermaid") == (
        "flowchart TD\n"
        '    subgraph cycle1 ["cycle 1"]\n'
        '        a0["goods"]\n'
        '        a1["orders"]\n'
        "    end\n"
        '    a0 -. "1 import" .-> a1\n'
        '    a1 -- "1 import, 1 relation" --> a0\n'
        "    linkStyle 0 stroke:#c00,color:#c00\n"
    )
    assert render_report("graph", graph, "dot") == (
        "digraph apps {\n"
        "  node [shape=box];\n"
        "  subgraph cluster_1 {\n"
        '    label="cycle 1";\n'
        '    "goods";\n'
        '    "orders";\n'
        "  }\n"
        '  "goods" -> "orders" [label="1 import" style=dashed color="#cc0000" constraint=false '
        'tooltip="goods/middleware.py:1:27"];\n'
        '  "orders" -> "goods" [label="1 import, 1 relation" '
        'tooltip="orders/api.py:2:26\\norders/models.py:3:12"];\n'
        "}\n"
    )
    alone = made(shop, "graph", "lonely")
    assert render_report("graph", alone, "mermaid") == 'flowchart TD\n    a0["lonely"]\n'
    assert render_report("graph", alone, "dot") == 'digraph apps {\n  node [shape=box];\n  "lonely";\n}\n'


def test_the_cuts_in_words(shop: Project) -> None:
    text = render_report("cuts", made(shop, "cuts"), "text")
    assert "Cut 2 edges with 2 places of 4 edges with 5 places; optimal: no other edges are cheaper.\n" in text
    assert "  goods → orders: 1 place, closes goods → orders → goods\n      goods/middleware.py:1:27: import " in text
    assert "No cycle among 5 apps.\n" in render_report("cuts", CutsReport(5, ()), "text")
    unsure = CutsReport(2, (CycleCuts(("a", "b"), (), 5, 3, 2, 9),))
    assert "; at most 2 above the optimum, which is 3 or more.\n" in render_report("cuts", unsure, "text")


def test_what_is_in_the_way_in_words(shop: Project) -> None:
    text = render_report("removable", made(shop, "removable", "billing"), "text")
    assert (
        "\nNo: 5 places in 1 app are in the way: 1 in code of other apps, 3 in templates, 1 in tests of others.\n"
        in text
    )
    assert (
        "1. Code of other apps: let it do without, or listen to what it needs. (1 place)\n\n  orders: 1 place\n"
        in text
    )
    assert "With it go tables and data of 1 model (Bill), 5 modules, 1 migration and 1 template." in text
    lonely = render_report("removable", made(shop, "removable", "lonely"), "text")
    assert "\nYes: nothing needs it but what wires it in (1 line).\n" in lonely
    assert "With it go 0 models, 2 modules, 0 migrations and 0 templates. It needs no other app itself." in lonely
    assert "it holds the user model" in render_report("removable", made(shop, "removable", "people"), "text")


def test_an_app_that_nothing_names_can_go(tmp_path: Path) -> None:
    project = read_project(write_tree(tmp_path.resolve(), {"a/__init__.py": "", "a/models.py": "", "a/apps.py": ""}))
    assert "\nYes: nothing needs it.\n" in render_report("removable", made(project, "removable", "a"), "text")


def test_the_inventory_in_words(shop: Project) -> None:
    text = render_report("inventory", made(shop, "inventory"), "text")
    assert text.splitlines()[2].split() == [
        "app",
        "score",
        "modules",
        "statements",
        "models",
        "migrations",
        "tests",
        "uses",
        "used",
        "by",
        "pattern",
    ]
    assert "\n  goods: 84 = 100 - 5 (in a cycle) - 1 (edges to cut) - 10 (no tests)\n" in text
    assert "\n  lonely: 100, since nothing is taken off\n" in text


def test_patterns_and_findings_stand_in_the_inventory(tmp_path: Path) -> None:
    tree = {"a/__init__.py": "", "a/models.py": "x = 1\n", "a/services.py": "", "a/selectors.py": ""}
    project = read_project(write_tree(tmp_path.resolve(), tree))
    text = render_report("inventory", make_report("inventory", project, (), Report((), 0, (found(app="a"),))), "text")
    assert "services 18%" in text
    assert (
        "a: 75 = 100 - 15 (1 warning) - 10 (no tests)\n      services: has services, selectors; lacks rest_api, "
        in text
    )


def test_a_split_in_words(store: Project) -> None:
    text = render_report("split", made(store, "split", "store"), "text")
    assert "\nIt falls into parts: 3 parts, and a core that keeps 2 of 12 models; " in text
    assert (
        "\nsales (4 models)\n\n  models: Line, Order, PaidOrder, Payment\n  modules: checkout, models.sales\n" in text
    )
    assert "  apps that need nothing else of it: outside\n" in text
    assert "  store/views.py\n      blog: tags\n      catalog: ProductView, brands\n      sales: refund\n" in text
    assert (
        "  catalog → sales: 1 use, 1 write; for writes catalog sends a signal that sales listens to; what only "
        in text
    )
    small = render_report("split", made(store, "split", "posts"), "text")
    assert "\nThere is nothing to split in 0 models.\n" in small


def test_each_way_across_has_an_advice() -> None:
    place = Place("a/models.py", 3, 1)
    ties = {deed: Tie(place, deed, "", "B", "B") for deed in Deed}
    crossings = tuple(Crossing("x", "y", (ties[deed],), turned=True) for deed in Deed)
    value = SplitReport("a", "a", (Part("x", ("A", "C"), (), ()), Part("core", ("B",), (), ())), (), crossings, 0)
    text = render_report("split", value, "text")
    assert text.count("; a relation goes into a table of y, or its target to x\n") == 2
    assert "  x → y: 1 write; for writes x sends a signal that y listens to\n" in text
    assert "  x → y: 1 use; what only reads moves to y, or is handed over by the caller\n" in text
    assert "a/models.py:3:1: use B in the module\n" in text
    assert "What may stay" not in text


def test_long_lists_are_cut_short(store: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(split, "_SHOWN", 1)
    monkeypatch.setattr(split, "_LISTED", 1)
    text = render_report("split", made(store, "split", "store"), "text")
    assert "      catalog: ProductView and 1 more\n" in text
    assert "in sold\n      and 1 more, which --format json has\n" in text


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_is_markdown_and_json_and_the_same_each_time(shop: Project, name: str) -> None:
    value = made(shop, name, *(("orders",) if name in ("split", "removable") else ()))
    data = json.loads(render_report(name, value, "json"))
    assert data["report"] == name
    assert render_report(name, value, "markdown").startswith("# ")
    assert render_report(name, value, "markdown") == render_report(name, value, "markdown")


def test_json_has_places_kinds_and_what_follows_from_them(shop: Project) -> None:
    data = json.loads(render_report("graph", made(shop, "graph", "people"), "json"))
    (link,) = data["links"]
    assert link == {
        "source": "billing",
        "target": "people",
        "evidence": [
            {
                "kind": "relation",
                "place": {"path": "billing/models.py", "line": 4, "column": 13},
                "module": "billing.models",
                "text": "settings.AUTH_USER_MODEL",
            }
        ],
        "cycle": 0,
        "cut": False,
        "kinds": [["relation", 1]],
    }
