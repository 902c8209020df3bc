"""The documentation says what the code says, and what it tells people to type works."""

import re
import subprocess
import sys
from ast import literal_eval
from dataclasses import fields
from pathlib import Path
from types import ModuleType

import pytest

from django_opinionated_startapp.audit.registry import load_rules
from django_opinionated_startapp.audit.select import make_selection
from django_opinionated_startapp.conf import Config, load_config
from django_opinionated_startapp.pattern import BUILTIN
from django_opinionated_startapp.scaffold import kinds
from django_opinionated_startapp.scaffold.render import make_context

from .pages import DOCS, ROOT, read, script
from .test_readme import install, run

TEMPLATE = re.compile(r"`(startapp_templates/\S+)`:\n\n```jinja\n(.*?)^```$", re.MULTILINE | re.DOTALL)
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    """Import the script, which is not in a package."""
    return script("generate")


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


@pytest.mark.parametrize("form", ["toml", "python"])
def test_the_examples_of_the_configuration_have_every_key_and_are_accepted(tmp_path: Path, form: str) -> None:
    page, setting = read("configuration.md"), None
    if form == "toml":
        blocks = re.findall("^```toml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
        (tmp_path / "pyproject.toml").write_text("\n".join(blocks), encoding="utf-8")
    else:
        (block,) = re.findall("^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
        setting = literal_eval(block.replace("true", "True").partition(" = ")[2])
    config, usual = load_config(tmp_path, setting), Config()
    pairs = [(config, usual), (config.audit, usual.audit)] if form == "toml" else [(config, usual)]
    for chosen, default in pairs:
        keys = [option.name for option in fields(chosen) if "help" in option.metadata]
        assert [key for key in keys if getattr(chosen, key) == getattr(default, key)] == []
    make_selection(load_rules(), config.audit)


def test_every_attribute_of_a_template_variable_is_described(generate: ModuleType) -> None:
    meanings = script("meanings").MEANINGS
    assert [each.__name__ for each in generate.CLASSES] == [*meanings]
    for each in generate.CLASSES:
        assert [field.name for field in fields(each)] == [*meanings[each.__name__]]


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
