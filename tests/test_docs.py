"""The documentation says what the code says, and what it tells people to type works."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from django_opinionated_startapp.pattern import BUILTIN
from django_opinionated_startapp.scaffold import kinds
from django_opinionated_startapp.scaffold.render import make_context

from .test_readme import install, run

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
TEMPLATE = re.compile(r"`(startapp_templates/\S+)`:\n\n```jinja\n(.*?)^```$", re.MULTILINE | re.DOTALL)
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    """Import the script, which is not in a package."""
    spec = importlib.util.spec_from_file_location("generate_docs", DOCS / "generate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_generated_pages_are_up_to_date(generate: ModuleType) -> None:
    assert generate.stale(DOCS) == [], "run python docs/generate.py"


def test_check_names_what_is_out_of_date_and_writes_nothing(
    generate: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert generate.main([], tmp_path) == 0
    assert generate.main(["--check"], tmp_path) == 0
    (tmp_path / "patterns.md").write_text("# Old\n", encoding="utf-8")
    assert generate.main(["--check"], tmp_path) == 1
    assert capsys.readouterr().err == "patterns.md is out of date: run python docs/generate.py\n"
    assert (tmp_path / "patterns.md").read_text(encoding="utf-8") == "# Old\n"


def test_every_variable_of_the_templates_is_described(generate: ModuleType) -> None:
    names = re.findall(r'^        "(\w+)":', _source_of_context(), re.MULTILINE)
    assert names
    assert [name for name, _, _ in generate.VARIABLES] == names


def _source_of_context() -> str:
    path = Path(make_context.__code__.co_filename)
    return path.read_text(encoding="utf-8").partition("def make_context")[2].partition("\n\n\n")[0]


def test_the_readme_names_every_kind_of_field() -> None:
    section = README[README.index("## Models") : README.index("## Options")]
    named = set(re.findall(r"`(?:id:)?([a-z0-9]+)[:`]", section))
    assert {kind.spelling for kind in kinds.KINDS} <= named


def test_the_readme_names_every_pattern() -> None:
    section = README[README.index("## Patterns and components") : README.index("## Let it grow")]
    rows = re.findall(r"^\| `(\w+)`", section, re.MULTILINE)
    assert tuple(rows) == tuple(BUILTIN)


def test_links_between_the_pages_lead_somewhere() -> None:
    for page in (ROOT / "README.md", *DOCS.glob("*.md")):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.skipif(sys.platform == "win32", reason="the pages are written for a POSIX shell")
def test_the_howto_on_templates_works(tmp_path: Path) -> None:
    text = (DOCS / "templates-howto.md").read_text(encoding="utf-8")
    subprocess.run([sys.executable, "-m", "django", "startproject", "config", "."], cwd=tmp_path, check=True)
    install(tmp_path)
    for path, template in TEMPLATE.findall(text):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(template, encoding="utf-8")
    blocks = re.findall(r"^```console\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    outputs = [run(line, tmp_path) for block in blocks for line in block.splitlines()]
    app = tmp_path / "apps" / "refunds"
    assert 'db_table = "shop_refund"' in (app / "models.py").read_text(encoding="utf-8")
    assert "go to the shop team" in (app / "README.rst").read_text(encoding="utf-8")
    assert "PAGE_SIZE = 20\n" in (app / "constants.py").read_text(encoding="utf-8")
    assert "oep49/admin.py.jinja: current\noep49/constants.py.jinja: own\n" in outputs[-1]
