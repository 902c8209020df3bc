"""No block of commands, code or configuration stands in the documentation that no test runs or reads."""

import re
import sys
from pathlib import Path

import pytest

from django_opinionated_startapp.audit.registry import load_rules
from django_opinionated_startapp.audit.select import make_selection
from django_opinionated_startapp.conf import load_config
from django_opinionated_startapp.conf.sources import TABLE, parse_toml

from . import packs
from .pages import DOCS, ROOT, read, script
from .test_readme import install, run

PLAY = script("play")
TESTS = Path(__file__).parent
FENCE = re.compile(r"^ *```(\w+)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
OUTPUT = {"text", "diff", "mermaid"}  # what the blocks before them print
GENERATED = {"rules.md"}  # its examples are those that the tests hold the rules to
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="the pages are written for a POSIX shell")
# Who runs, loads or compares the blocks of a page, by their kind.
TESTED = {
    "README.md": {"console": "test_readme.py", "python": "test_readme.py", "jinja": "test_readme.py"},
    "audit-reports.md": {"console": "test_docs_audit_reports.py", "sh": "test_docs_audit_reports.py"},
    "audit-tests.md": {"python": "test_docs_audit_reports.py"},
    "auditapps.md": {"console": "test_docs_auditapps.py", "python": "test_docs_auditapps.py"},
    "audit-ci.md": {"yaml": "test_docs_blocks.py"},
    "compatibility.md": {"console": "management/test_configurations.py"},
    "configuration.md": {"python": "test_docs.py"},
    "from-models.md": {"console": "test_docs_growing.py"},
    "growing.md": {"console": "test_docs_growing.py"},
    "legacy.md": {"console": "test_docs_guides.py"},
    "openedx.md": {"console": "test_docs_guides.py"},
    "packs.md": {"console": "test_docs_blocks.py", "jinja": "test_docs_blocks.py"},
    "pattern-domain.md": {"console": "test_docs_patterns.py", "python": "test_docs_patterns.py"},
    "pattern-oep49.md": {"console": "test_docs_patterns.py", "python": "test_docs_patterns.py"},
    "pattern-reusable.md": {"console": "test_docs_patterns.py"},
    "pattern-services.md": {"console": "test_docs_patterns.py", "python": "test_docs_patterns.py"},
    "questions.md": {"console": "test_docs_questions.py", "bash": "test_docs_questions.py"},
    "squashall.md": {"console": "test_docs_squashall.py"},
    "templates-howto.md": {"console": "test_docs.py", "jinja": "test_docs.py"},
    "tutorial.md": {"console": "test_docs_tutorial.py", "python": "test_docs_tutorial.py"},
    "undo.md": {"console": "test_docs_blocks.py"},
    "upgrading.md": {"console": "test_docs_upgrading.py", "python": "test_docs_upgrading.py"},
}
# What can't be run here, and why.
NOT_RUN = {
    ("CONTRIBUTING.md", "console"): "it sets up the environment in which the tests run",
    ("auditapps.md", "sh"): "it ends with Ctrl-C; test_audit_watch.py runs it",
}


def pages() -> list[Path]:
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.glob("*.md"))]


def test_every_block_of_every_page_has_a_test() -> None:
    found = {
        (page.name, kind)
        for page in pages()
        if page.name not in GENERATED
        for kind, _text in FENCE.findall(page.read_text(encoding="utf-8"))
        if kind not in OUTPUT
    }
    known = {(page, kind) for page, kinds in TESTED.items() for kind in kinds} | {*NOT_RUN}
    # Blocks of TOML are read below, on whatever page they stand.
    assert {(page, kind) for page, kind in found if kind != "toml"} == known


def test_the_tests_that_are_named_are_about_these_pages() -> None:
    for page, kinds in TESTED.items():
        for kind, name in kinds.items():
            source = (TESTS / name).read_text(encoding="utf-8")
            assert any(each in source for each in (page, re.sub("-.*", "-*.md", page))), f"{page}: {kind}: {name}"
            assert kind in source or "PLAY.play" in source, f"{page}: {kind}: {name}"


TOML = [
    pytest.param(text, id=f"{page.stem}-{number}")
    for page in pages()
    for number, (kind, text) in enumerate(FENCE.findall(page.read_text(encoding="utf-8")))
    if kind == "toml" and page.name != "packs.md"
]


@pytest.mark.parametrize("text", TOML)
def test_every_configuration_that_is_shown_is_accepted(tmp_path: Path, text: str) -> None:
    assert TABLE in parse_toml(text)["tool"]
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    make_selection(load_rules(), load_config(tmp_path, None).audit)


def blocks(page: str, kind: str) -> list[str]:
    return [text for found, text in FENCE.findall(read(page)) if found == kind]


@POSIX
def test_the_jobs_of_the_page_on_ci_end_as_they_should(tmp_path: Path) -> None:
    lines = re.findall(r"^ +- run: (.*)$", "".join(blocks("audit-ci.md", "yaml")), re.MULTILINE)
    hooks = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    (entry,) = re.findall(r"^ +entry: (.*)$", read("audit-ci.md"), re.MULTILINE)
    assert f"entry: {entry}\n" in hooks
    assert lines[0] == "pip install django-opinionated-startapp"
    (tmp_path / "orders").mkdir()
    (tmp_path / "orders" / "__init__.py").touch()
    (tmp_path / "orders" / "models.py").touch()
    page = "\n".join(f"```console\n{line}\n```\n" for line in (*lines[1:], f"{entry} --changed HEAD", entry))
    annotated, scanned, changed, hooked = PLAY.play(page, tmp_path)
    assert annotated.code == hooked.code
    assert (scanned.code, scanned.output) == (0, "")
    assert '"version": "2.1.0"' in (tmp_path / "audit.sarif").read_text(encoding="utf-8")
    assert "git" in changed.output.lower()


def test_the_pack_of_the_page_is_the_one_that_the_tests_install() -> None:
    whole = {path.name: path.read_text(encoding="utf-8") for path in packs.SOURCE.rglob("*") if path.is_file()}
    entry, pattern = blocks("packs.md", "toml")
    assert entry in whole["pyproject.toml"]
    assert pattern in whole["pattern.toml"]
    (template,) = blocks("packs.md", "jinja")
    assert template == whole["README.rst.jinja"]
    (tree, *_) = blocks("packs.md", "text")
    assert {line.split()[-1].rpartition("/")[2] for line in tree.splitlines() if "." in line} == {*whole}


@POSIX
def test_the_commands_of_the_page_on_packs_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = tmp_path / "site"
    site.mkdir()
    packs.install(site)
    monkeypatch.setenv("PYTHONPATH", str(site))
    run("django-admin startproject config .", tmp_path)
    install(tmp_path)
    *lines, check = "".join(blocks("packs.md", "console")).splitlines()
    listed, made, _audited = (run(line, tmp_path) for line in lines)
    assert "acme" in listed
    assert "+ apps/orders/flags.py" in made
    assert check == "./manage.py startpatternapp --check-pack acme"  # minutes: tests/management/test_packs.py


@POSIX
def test_the_steps_of_the_page_on_undo_take_an_app_back(tmp_path: Path) -> None:
    run("django-admin startproject config .", tmp_path)
    install(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.py")}
    make = "./manage.py startpatternapp orders --model Order --only data --install"
    *steps, unasked = "".join(blocks("undo.md", "console")).splitlines()
    for line in (make, "./manage.py migrate -v 0", *steps, make, unasked):
        run(line, tmp_path)
        assert (tmp_path / "orders").exists() == (line not in (steps[-1], unasked)), line
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.py")} == before
