"""The page: whole, safe whatever names it shows, and the same for the same tree."""

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings

from django_opinionated_startapp.__main__ import main
from django_opinionated_startapp.audit.baseline import app_of_file
from django_opinionated_startapp.audit.finding import Place
from django_opinionated_startapp.audit.project import App, Project, Settings
from django_opinionated_startapp.audit.report import Report, Suppressed, Unseen
from django_opinionated_startapp.audit.reporters import Look, render
from django_opinionated_startapp.audit.reporters.html import graph_page
from django_opinionated_startapp.audit.reporters.html.page import project_name
from django_opinionated_startapp.audit.reporters.html.prose import prose
from django_opinionated_startapp.audit.reporters.html.trend import trends, whole

from ..samples import CLEAN, ERROR, INFO, LABEL, QUERY, REPORT, RULES, WARNING, found
from ..trees import write_tree
from .pages import TREE, project
from .test_all import reports

VOID = {"meta", "link", "input"}


class Tree(HTMLParser):
    """Reads a page, and fails where an element is closed that is not open."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        assert len(dict(attrs)) == len(attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((self.open[-1] if self.open else "", data))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def having(self, attribute: str) -> list[str]:
        return [attributes[attribute] or "" for _, attributes in self.elements if attribute in attributes]

    def text(self) -> str:
        return " ".join(" ".join(data for tag, data in self.texts if tag not in {"script", "style"}).split())


def page(report: Report = REPORT, *, drawn: bool = True) -> Tree:
    return Tree(render("html", report, Look(RULES, project=project() if drawn else None)))


def test_the_page_has_landmarks_and_headings_that_name_its_parts() -> None:
    tree = page()
    for landmark in ("html", "header", "nav", "main", "footer", "h1"):
        assert len(tree.all(landmark)) == 1, landmark
    assert tree.all("html")[0]["lang"] == "en"
    labelled = [*tree.having("aria-labelledby")]
    assert {*labelled} <= {*tree.having("id")}
    assert all("aria-labelledby" in attributes for attributes in tree.all("section"))
    assert all(attributes.get("scope") in {"row", "col"} for attributes in tree.all("th"))


@pytest.mark.parametrize("report", [REPORT, CLEAN], ids=["findings", "clean"])
@pytest.mark.parametrize("drawn", [True, False], ids=["graph", "no graph"])
def test_every_link_leads_somewhere_on_the_page(report: Report, *, drawn: bool) -> None:
    tree = page(report, drawn=drawn)
    ids = tree.having("id")
    assert len(ids) == len({*ids})
    addresses = [address for address in tree.having("href") if address != "data:,"]
    assert all(address.startswith("#") for address in addresses)
    assert {address[1:] for address in addresses} <= {*ids}


def test_the_page_loads_nothing_and_runs_only_its_own_script() -> None:
    text = render("html", REPORT, Look(RULES, project=project()))
    tree = Tree(text)
    assert not tree.having("src")
    assert not re.search(r"https?://|@import|url\((?!#)", text)
    assert not [name for _, attributes in tree.elements for name in attributes if name.startswith("on")]
    assert not tree.having("style")
    policy = next(each["content"] for each in tree.all("meta") if "http-equiv" in each) or ""
    for tag in ("style", "script"):
        (content,) = re.findall(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none';")


def test_findings_stand_with_place_message_hint_evidence_and_a_link_to_their_rule() -> None:
    text = page().text()
    assert (
        "warning orders/views.py:3:5 foreign-model-query checkout() queries Invoice of the app billing. "
        "Ask billing.api. Evidence: 1 place billing/models.py:1:1 Invoice is defined here"
    ) in text
    assert "#rule-foreign-model-query" in page().having("href")
    assert "Because." in text
    assert "#rule-foreign-model-query" not in Tree(render("html", REPORT, Look())).having("href")


def test_what_does_not_count_is_shown_apart_with_its_state() -> None:
    tree = page()
    assert sorted(tree.having("data-state")) == ["ignored", "known"]
    assert "ignored: history until 2027-01-31" in tree.text()


def test_what_is_incomplete_is_said_at_the_top() -> None:
    text = page().text()
    assert "1 place not looked at, 1 failure of rules" in text
    assert "orders/broken.py:2:1: syntax error: invalid syntax" in text
    assert "orders/odd.py: BD001 foreign-model-query: KeyError: 'x'" in text
    assert ".audit-baseline/orders.txt: too-many-models orders/old.py models" in text
    only = replace(CLEAN, unseen=(Unseen(Place("a.py"), "x"),))
    assert "1 place not looked at" in page(only).text()
    assert "not looked at" not in page(CLEAN).text()


def test_a_clean_project_says_so() -> None:
    assert "No findings." in page(CLEAN).text()


def test_edges_stand_in_the_drawing_and_in_a_table_with_their_evidence() -> None:
    tree = page()
    edges = [(each["aria-label"], each["href"]) for each in tree.all("a") if "edge" in (each.get("class") or "")]
    assert sorted(edges, key=lambda edge: edge[1] or "") == [
        ("billing needs orders, to be cut", "#edge-0"),
        ("billing needs people", "#edge-1"),
        ("orders needs billing, within a cycle", "#edge-2"),
        ("orders needs people", "#edge-3"),
    ]
    spots = [each["aria-label"] for each in tree.all("a") if "spot" in (each.get("class") or "")]
    assert spots == [
        "alone: needs 0 apps, needed by 0",
        "billing: needs 2 apps, needed by 1, in cycle 1",
        "orders: needs 2 apps, needed by 1, in cycle 1",
        "people: needs 0 apps, needed by 2",
    ]
    text = tree.text()
    assert "Cycle 1: 2 apps need each other, if only by way of others: billing, orders." in text
    assert "Without 1 edge (1 place in the source) there would be no cycle; nothing cheaper would do." in text
    assert "billing orders cut import 1 billing/late.py:1:24 import orders.api.ask" in text


def test_the_graph_has_a_page_of_its_own() -> None:
    text = graph_page(project())
    tree = Tree(text)
    assert "Graph of the apps shop 4 apps, 4 edges between them, 1 cycle" in tree.text()
    assert "billing/late.py:1:24" in tree.text()
    assert {address[1:] for address in tree.having("href") if address[0] == "#"} <= {*tree.having("id")}
    assert "findings" not in tree.text().lower()


def test_a_project_without_apps_has_nothing_to_draw() -> None:
    tree = Tree(graph_page(Project(project().root, {}, {})))
    assert "There are no apps." in tree.text()
    assert {address[1:] for address in tree.having("href") if address[0] == "#"} <= {*tree.having("id")}


def test_what_belongs_to_no_app_stands_under_the_project() -> None:
    assert page(replace(CLEAN, findings=(found(app=""),))).having("data-app") == ["The project"]


def test_a_graph_without_cycles_says_so() -> None:
    whole_project = project()
    apps = {label: app for label, app in whole_project.apps.items() if label in {"alone", "people"}}
    small = Project(whole_project.root, apps, {})
    assert "There is no cycle." in Tree(render("html", CLEAN, Look(project=small))).text()


def test_the_same_tree_gives_the_same_page() -> None:
    assert render("html", REPORT, Look(RULES, project=project())) == render(
        "html", REPORT, Look(RULES, project=project())
    )


def test_the_command_writes_the_page_and_that_of_the_graph_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(write_tree(tmp_path, TREE))
    assert main(["auditapps", "--format", "html", "--output", "report.html"]) == 1
    written = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "warning billing/late.py:1:24 app-cycle billing needs orders" in Tree(written).text()
    assert str(tmp_path) not in written
    capsys.readouterr()
    main(["auditapps", "--format", "html", "--no-cache"])
    assert capsys.readouterr().out == written
    assert main(["auditapps", "--report", "graph", "--format", "html"]) == 0
    assert "Graph of the apps shop 4 apps" in Tree(capsys.readouterr().out).text()


@settings(max_examples=40)
@given(reports)
def test_whatever_was_found_breaks_out_of_nothing(report: Report) -> None:
    tree = Tree(render("html", report, Look((QUERY,))))
    assert len(tree.having("data-level")) == len(report.findings) + len(report.suppressed)
    assert len(tree.all("script")) == 1
    assert not tree.all("img")


def test_markup_in_names_is_shown_as_it_is() -> None:
    evil = "</script><img src=x onerror=alert(1)>'\"><script>alert(2)</script>"
    finding = found(path=evil, app=evil, message=evil, hint=evil, related=((Place(evil, 1, 1), evil),))
    report = Report((evil,), 1, (finding,), (Suppressed(finding, "comment", evil),), ((evil, evil),))
    tree = page(replace(report, unseen=(Unseen(Place(evil), evil),)))
    assert not tree.all("img")
    assert len(tree.all("script")) == 1
    assert tree.having("data-app") == [evil]
    assert tree.text().count(evil) > 10


# The trend


def test_what_is_new_known_ignored_and_mended_is_counted_by_app() -> None:
    counts = trends(REPORT)
    assert [*counts] == ["billing", "orders", "people"]
    assert counts["billing"].new == {ERROR: 1, WARNING: 0, INFO: 0}
    assert (counts["orders"].fresh, counts["orders"].recorded, counts["orders"].mended) == (3, 0, 1)
    assert counts["people"].known == {ERROR: 0, WARNING: 1, INFO: 0}
    assert counts["people"].ignored == 1
    total = whole(counts.values())
    assert (total.fresh, total.recorded, total.ignored, total.mended) == (4, 1, 1, 1)


def test_with_a_baseline_the_page_says_what_it_knows_and_what_was_mended() -> None:
    text = page().text()
    assert "Warnings 2 new, 1 known" in text
    assert "Mended 1 since the baseline" in text
    assert "Ignored 1 by comments" in text
    assert "orders · 2 1 1" in text
    assert "people · 0 + 1 · ·" in text


def test_without_a_baseline_the_page_is_silent_about_it() -> None:
    text = page(replace(REPORT, suppressed=(), stale=())).text()
    assert "known" not in text.partition("Findings Text")[0]
    assert "mended" not in text.lower()


def test_the_app_with_the_worst_findings_comes_first() -> None:
    assert page().having("data-app") == ["billing", "orders", "people"]
    many = tuple(found(line=line, app="people") for line in range(1, 9))
    assert page(replace(CLEAN, findings=(*many, found(LABEL)))).having("data-app") == ["orders", "people"]


@pytest.mark.parametrize(
    ("path", "label"),
    [(".audit-baseline/orders.txt", "orders"), (".audit-baseline/project-wide.txt", ""), ("a/b%20c.txt", "b c")],
)
def test_a_baseline_belongs_to_the_app_that_it_is_named_after(path: str, label: str) -> None:
    assert app_of_file(path) == label


# Names and prose


@pytest.mark.parametrize(
    ("apps", "roots", "name"),
    [
        (("shop.orders", "shop.billing", "extra"), ("config.settings",), "shop"),
        (("orders", "billing"), ("config.settings",), "config"),
        (("shop.orders", "people.a", "people.b", "other.c"), (), ""),
        ((), (), ""),
    ],
)
def test_the_project_is_called_after_its_packages(apps: tuple[str, ...], roots: tuple[str, ...], name: str) -> None:
    made = {each: App(each, each, each) for each in apps}
    assert project_name(Project(project().root, made, {}, Settings(roots))) == name


def test_documentation_is_paragraphs_with_bold_text_and_code() -> None:
    assert prose("**Why.** A `<b>` in\n`x**y**z`.\n\n\n\nMore & more.") == (
        "<p><strong>Why.</strong> A <code>&lt;b&gt;</code> in <code>x**y**z</code>.</p><p>More &amp; more.</p>"
    )
