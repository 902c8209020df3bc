"""A whole run: which rules look at what, what becomes of crashes, what a branch has changed."""

import gc
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from django_opinionated_startapp.audit import run as run_module
from django_opinionated_startapp.audit.finding import Finding, Place, Severity
from django_opinionated_startapp.audit.project import App, Kind, Module, Project
from django_opinionated_startapp.audit.rule import Rule
from django_opinionated_startapp.audit.run import Audit, AuditRequest, audit
from django_opinionated_startapp.audit.select import Request
from django_opinionated_startapp.audit.steps import findings_of
from django_opinionated_startapp.conf import load_config
from django_opinionated_startapp.errors import OpinionatedError

from .trees import read_project, write_tree

TREE = {
    "manage.py": "DJANGO_SETTINGS_MODULE = 'config.settings'",
    "config/__init__.py": "",
    "config/settings.py": "INSTALLED_APPS = ['orders', 'bills']\n",
    "orders/__init__.py": "",
    "orders/models.py": "x = 1\n",
    "orders/tests/test_x.py": "import y  # audit: ignore[see-module] a test\n",
    "orders/migrations/__init__.py": "",
    "bills/__init__.py": "",
    "bills/models.py": "def broken(:\n",
    "bills/api.py": "",
}


class _Sample(Rule):
    severity = Severity.WARNING
    bad = {"a.py": ""}  # noqa: RUF012  (declared as ClassVar)
    good = {"a.py": ""}  # noqa: RUF012  (the same)


class SeeModule(_Sample):
    """Finds every module, and so the order and the reach of a run."""

    code = "TST001"
    name = "see-module"
    kinds = (Kind.PRODUCTION, Kind.TEST)

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        yield self.finding(
            Place(module.path, 1, 1), "Seen.", "", anchor=module.name, app=project.apps.get(module.app, "")
        )


class SeeApp(_Sample):
    """Finds every app that follows the strict profile."""

    code = "TST002"
    name = "see-app"
    profiles = ("strict",)

    def check_app(self, app: App, project: Project) -> Iterator[Finding]:  # noqa: ARG002  (given to all)
        yield self.finding(app.place, "Seen.", "", anchor=app.name, app=app)


class SeeProject(_Sample):
    """Finds something about each app and about the project, with evidence in one file."""

    code = "TST003"
    name = "see-project"
    profiles = ("strict",)

    def check_project(self, project: Project) -> Iterator[Finding]:
        for app in ("", *project.apps):
            related = ((Place("bills/api.py"), "here"),)
            yield self.finding(
                Place("orders/models.py", 1, 1),
                "Seen.",
                "",
                anchor=f"all {app}",
                app=project.apps.get(app, ""),
                related=related,
            )


class Crash(_Sample):
    """Finds one thing, then makes a mistake."""

    code = "TST004"
    name = "crash"

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:
        if module.name == "orders.models":
            yield self.finding(module.at(), "Before.", "", anchor="x", app=project.apps["orders"])
            raise ValueError("oh")

    def check_project(self, project: Project) -> Iterator[Finding]:  # noqa: ARG002  (given to all)
        raise KeyError("no")


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch) -> list[type[Rule]]:
    chosen: list[type[Rule]] = [SeeModule]
    monkeypatch.setattr(run_module, "load_rules", lambda _modules: tuple(chosen))
    return chosen


def run(tmp_path: Path, tree: dict[str, str] | None = None, **options: object) -> Audit:
    root = write_tree(tmp_path.resolve(), {**TREE, **(tree or {})})
    return audit(AuditRequest(root, load_config(root, None).audit, cache=False, **options))  # type: ignore[arg-type]  # passed on


def places(done: Audit) -> list[str]:
    return [each.place.path for each in done.report.findings]


def test_everything_is_looked_at_and_what_cannot_be_read_is_named(tmp_path: Path, rules: list[type[Rule]]) -> None:
    done = run(tmp_path)
    assert rules == [SeeModule]
    assert places(done) == [
        "config/__init__.py",
        "config/settings.py",
        "manage.py",
        "bills/__init__.py",
        "bills/api.py",
        "bills/models.py",
        "orders/__init__.py",
        "orders/models.py",
    ]
    assert [each.finding.place.path for each in done.report.suppressed] == ["orders/tests/test_x.py"]
    assert done.report.apps == ("bills", "orders")
    assert done.report.files == 10
    assert [(str(each.place), each.reason) for each in done.report.unseen if "syntax" in each.reason] == [
        ("bills/models.py", "syntax error in line 1: invalid syntax")
    ]
    assert done.exit_code == 1
    assert done.rules == (SeeModule,)


@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        (("orders",), ["orders/__init__.py", "orders/models.py"]),
        (("orders/models.py",), ["orders/models.py"]),
        (("bills", "orders/models.py"), ["bills/__init__.py", "bills/api.py", "bills/models.py", "orders/models.py"]),
        (("./config",), ["config/__init__.py", "config/settings.py"]),
    ],
)
@pytest.mark.usefixtures("rules")
def test_a_run_may_be_about_some_apps_or_paths(tmp_path: Path, targets: tuple[str, ...], expected: list[str]) -> None:
    assert places(run(tmp_path, targets=targets)) == expected


@pytest.mark.usefixtures("rules")
def test_the_whole_is_a_path_too(tmp_path: Path) -> None:
    assert len(places(run(tmp_path, targets=(".",)))) == 8


@pytest.mark.parametrize("target", ["order", "../elsewhere", "orders/gone.py"])
@pytest.mark.usefixtures("rules")
def test_what_is_neither_app_nor_path_is_refused_with_the_nearest_app(tmp_path: Path, target: str) -> None:
    with pytest.raises(OpinionatedError, match=f"'{target}' is neither an app nor a path below"):
        run(tmp_path, targets=(target,))


@pytest.mark.usefixtures("rules")
def test_a_link_to_itself_is_no_path(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(OpinionatedError, match="'loop' is neither an app nor a path below"):
        run(tmp_path, targets=("loop",))


@pytest.mark.usefixtures("rules")
def test_a_project_without_apps_says_so_to_whoever_names_one(tmp_path: Path) -> None:
    with pytest.raises(OpinionatedError) as caught:
        audit(AuditRequest(tmp_path, load_config(tmp_path, None).audit, ("orders",), cache=False))
    assert caught.value.hint == "The project has no apps."


def test_an_app_brings_its_applets(tmp_path: Path, rules: list[type[Rule]]) -> None:
    tree = {
        "pyproject.toml": '[tool.opinionated_startapp.audit]\napplets = ["orders.parts.*"]\n',
        "orders/parts/a/__init__.py": "",
    }
    assert rules
    assert "orders/parts/a/__init__.py" in places(run(tmp_path, tree, targets=("orders",)))


def test_rules_of_a_profile_look_at_the_apps_that_have_it(tmp_path: Path, rules: list[type[Rule]]) -> None:
    rules[:] = [SeeApp, SeeProject]
    assert run(tmp_path).report.findings == ()
    strict = {"pyproject.toml": '[tool.opinionated_startapp.audit.profiles]\norders = ["strict"]\n'}
    done = run(tmp_path, strict)
    assert [(each.rule, each.anchor) for each in done.report.findings] == [
        ("see-app", "orders"),
        ("see-project", "all orders"),
    ]
    everywhere = run(tmp_path, profiles=("strict",))
    assert [each.anchor for each in everywhere.report.findings] == [
        "all ",
        "bills",
        "all bills",
        "orders",
        "all orders",
    ]
    named = run(tmp_path / "named", selection=Request(select=("see-app",)))
    assert [each.anchor for each in named.report.findings] == ["bills", "orders"]


def test_a_crash_is_the_failure_of_that_rule_on_that_file_and_nothing_else(
    tmp_path: Path, rules: list[type[Rule]]
) -> None:
    rules[:] = [SeeModule, Crash]
    done = run(tmp_path)
    assert [(str(each.place), each.rule, each.error) for each in done.report.failures] == [
        (".", "crash", "KeyError: 'no'"),
        ("orders/models.py", "crash", "ValueError: oh"),
    ]
    assert done.scope.failed == {("crash", ""), ("crash", "orders/models.py")}
    assert [each.message for each in done.report.findings].count("Before.") == 1
    assert len(places(done)) == 9
    assert done.exit_code == 2


def test_what_a_branch_has_not_touched_is_left_out(tmp_path: Path, rules: list[type[Rule]]) -> None:
    rules[:] = [SeeModule, SeeApp, SeeProject]
    strict = {"profiles": ("strict",)}
    assert set(places(run(tmp_path, changed=frozenset({"bills/models.py"}), **strict))) == {"bills/models.py", "bills"}
    evidence = run(tmp_path, changed=frozenset({"bills/api.py"}), **strict)
    assert set(places(evidence)) == {"bills/api.py", "bills", "orders/models.py"}
    assert run(tmp_path, changed=frozenset()).report.findings == ()
    assert run(tmp_path, changed=frozenset()).report.suppressed == ()


@pytest.mark.usefixtures("rules")
def test_stale_lines_are_told_unless_only_a_branch_is_looked_at(tmp_path: Path) -> None:
    tree = {".audit-baseline/orders.txt": "see-module orders/gone.py orders.gone\n"}
    assert [each[0] for each in run(tmp_path, tree).report.stale] == [".audit-baseline/orders.txt"]
    assert run(tmp_path, tree, changed=frozenset()).report.stale == ()


@pytest.mark.usefixtures("rules")
def test_no_line_about_a_file_that_cannot_be_read_is_stale(tmp_path: Path) -> None:
    line = {".audit-baseline/bills.txt": "see-module bills/models.py bills.models.gone\n"}
    assert run(tmp_path, line).report.stale == ()
    assert len(run(tmp_path, {**line, "bills/models.py": ""}).report.stale) == 1


@pytest.mark.parametrize(
    ("configured", "asked", "stale"),
    [
        ("", {}, ["gone-rule", "see-module"]),
        ('ignore = ["see-module"]', {}, ["gone-rule", "see-module"]),
        ('ignore = ["see-module"]', {"selection": Request(select=("strict",))}, ["gone-rule"]),
        ("", {"selection": Request(ignore=("see-module",))}, ["gone-rule"]),
        ('ignore = ["see-module"]', {"profiles": ("strict",)}, ["gone-rule"]),
        ('ignore = ["see-module"]', {"targets": ("bills",)}, []),
    ],
)
@pytest.mark.usefixtures("rules")
def test_a_line_of_a_rule_that_is_gone_or_turned_off_for_good_is_stale(
    tmp_path: Path, configured: str, asked: dict[str, Any], stale: list[str]
) -> None:
    lines = "gone-rule orders/models.py x\nsee-module orders/models.py gone.anchor\n"
    tree = {
        "pyproject.toml": f"[tool.opinionated_startapp.audit]\n{configured}\n",
        ".audit-baseline/orders.txt": lines,
    }
    assert [line.partition(" ")[0] for _, line in run(tmp_path, tree, **asked).report.stale] == stale


@pytest.mark.usefixtures("rules")
def test_a_comment_expires(tmp_path: Path) -> None:
    tree = {"orders/models.py": "x = 1  # audit: ignore[see-module] soon gone until 2026-01-31\n"}
    before = run(tmp_path, tree, today=date(2026, 1, 31))
    after = run(tmp_path, tree, today=date(2026, 2, 1))
    assert "orders/models.py" not in places(before)
    assert "orders/models.py" in places(after)


@pytest.mark.usefixtures("rules")
def test_what_the_settings_choose_counts_when_they_are_read_as_source(tmp_path: Path) -> None:
    settings = TREE["config/settings.py"] + "OPINIONATED_STARTAPP = {'audit': {'exclude': ['bills']}}\n"
    root = write_tree(tmp_path.resolve(), {**TREE, "config/settings.py": settings})
    request = AuditRequest(root, load_config(root, None).audit, cache=False)
    assert "bills/api.py" in places(audit(request))
    configured = AuditRequest(
        root, request.config, cache=False, configure=lambda found: load_config(root, found).audit
    )
    assert "bills/api.py" not in places(audit(configured))


@pytest.mark.usefixtures("rules")
def test_progress_is_told_file_by_file(tmp_path: Path) -> None:
    root = write_tree(tmp_path.resolve(), TREE)
    seen: list[tuple[int, int]] = []
    audit(AuditRequest(root, cache=False), lambda done, whole: seen.append((done, whole)))
    assert seen == [(number, 10) for number in range(1, 10)]


@pytest.mark.usefixtures("rules")
def test_the_cache_is_where_the_configuration_says(tmp_path: Path) -> None:
    root = write_tree(tmp_path.resolve(), TREE)
    first = audit(AuditRequest(root))
    again = audit(AuditRequest(root))
    assert (first.parsed > 0, again.parsed) == (True, 0)
    assert first.report == again.report
    assert (root / ".audit-cache").is_dir()


def test_the_garbage_collector_is_left_as_it_was(tmp_path: Path, rules: list[type[Rule]]) -> None:
    assert rules
    gc.disable()
    try:
        run(tmp_path)
        assert not gc.isenabled()
    finally:
        gc.enable()
    run(tmp_path)
    assert gc.isenabled()


def test_what_goes_wrong_without_a_cache_is_not_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = []

    def fail(*_: object) -> None:
        tried.append(1)
        raise RuntimeError

    monkeypatch.setattr(run_module, "judge", lambda *_args, **_options: fail())
    for cache, times in ((False, 1), (True, 2)):
        tried.clear()
        with pytest.raises(RuntimeError):
            audit(AuditRequest(write_tree(tmp_path, TREE), cache=cache))
        assert len(tried) == times


def test_in_tests_a_mistake_in_a_rule_is_raised(tmp_path: Path) -> None:
    project = read_project(write_tree(tmp_path.resolve(), TREE))
    assert len(findings_of(SeeModule(), project)) == 9
    with pytest.raises(ValueError, match="oh"):
        findings_of(Crash(), project)


def test_sources_that_warn_do_not_disturb(tmp_path: Path, rules: list[type[Rule]]) -> None:
    assert rules
    done = run(tmp_path, {"orders/api.py": dedent(r"x = '\d'"), "orders/is.py": "x = 1 is 1\n"})
    assert [
        each.reason for each in done.report.unseen if "orders" in each.place.path and "syntax" in each.reason
    ] == []
