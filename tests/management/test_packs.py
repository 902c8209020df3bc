"""Packs on the command line: listed, generated, ejected, checked."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from django_opinionated_startapp.errors import OpinionatedError
from django_opinionated_startapp.pattern import PATTERNS
from django_opinionated_startapp.scaffold.eject import eject
from django_opinionated_startapp.scaffold.gates import GateResult
from django_opinionated_startapp.scaffold.render import Templates
from tests.packs import install

from .conftest import Project


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Install the pack for this process and its children; return its package."""
    folder = tmp_path / "site"
    folder.mkdir()
    package = install(folder)
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setenv("PYTHONPATH", str(folder))
    PATTERNS.forget()
    return package


def call(*arguments: str) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("startpatternapp", *arguments, "--no-color", stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_an_app_of_a_pack_works(pack: Path, project: Project) -> None:
    assert pack.is_dir()
    project.run("apps.orders", "--pattern", "acme", "--option", "flag-style=environment", "--install")
    tree = project.tree()
    assert b"import os" in tree["apps/orders/flags.py"]
    assert b"* Questions: the channel of the platform team." in tree["apps/orders/README.rst"]
    assert not [name for name in tree if name.startswith("apps/orders/docs/")]
    tested = project.python("manage.py", "test", "apps.orders.tests.test_flags")
    assert tested.returncode == 0, tested.stderr
    audited = project.python("manage.py", "auditapps", "--profile", "acme")
    assert audited.returncode == 0, audited.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("--option flag_style", "'flag_style' gives no option a value.\nWrite it like --option style=plain"),
        ("--option flag_style=none", "can't be 'none'."),
        ("--option other=1", "--option other means nothing for the pattern acme.\nLeave it out."),
        ("--only flag", "There is no component 'flag'.\nDid you mean flags?"),
        ("--without adr", "There is no component 'adr'."),
    ],
)
def test_what_the_pack_has_not_is_refused(
    pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: str, said: str
) -> None:
    assert pack.is_dir()
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    with pytest.raises(CommandError) as caught:
        call("orders", "--pattern", "acme", *arguments.split())
    assert said in str(caught.value)


def test_it_is_listed(pack: Path) -> None:
    assert pack.is_dir()
    out, _ = call("--list")
    assert "acme: apps of OEP-49 with feature flags" in out
    assert "  --option flag_style=settings|environment  where flags are read from" in out
    assert "  --api-style viewset|operation" in out


def test_its_templates_can_be_ejected(pack: Path, tmp_path: Path) -> None:
    copies = {change.path.name: change for change in eject("acme", tmp_path / "templates", tmp_path).changes}
    assert {"flags.py.jinja", "api.py.jinja"} <= copies.keys()
    (copy,) = eject("acme/README.rst", tmp_path / "templates", tmp_path).changes
    assert (pack / "templates" / "README.rst.jinja").read_bytes() in getattr(copy, "content", b"")


def test_a_template_cannot_show_another_file(pack: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.jinja"
    secret.write_text("secret", encoding="utf-8")
    (pack / "templates" / "stolen.py.jinja").symlink_to(secret)
    templates = Templates(tmp_path / "none")
    for name in ("acme/stolen.py.jinja", "acme/../pattern.toml", "acne/api.py.jinja"):
        with pytest.raises(OpinionatedError, match=r"is a link that leads out|there is no template"):
            templates.render(name, {})


def test_the_gates_are_told_one_by_one(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert pack.is_dir()
    results = [GateResult("one", "passed"), GateResult("two", "skipped", "ruff is not installed")]
    monkeypatch.setattr("django_opinionated_startapp.scaffold.gates.run_gates", lambda _pattern, _folder: results)
    out, err = call("--check-pack", "acme")
    assert out == "passed  one\nskipped  two\n"
    assert err == "ruff is not installed\n"
    out, _ = call("--check-pack", "acme", "--json")
    assert '"name": "two"' in out
    results.append(GateResult("three", "failed", "Why."))
    with pytest.raises(CommandError) as caught:
        call("--check-pack", "acme")
    assert str(caught.value) == "The pattern acme fails 1 gate of 3.\nMend its templates."
    results.append(GateResult("four", "failed", "Why."))
    with pytest.raises(CommandError, match="fails 2 gates of 4"):
        call("--check-pack", "acme")
    with pytest.raises(CommandError, match="There is no pattern 'acne'"):
        call("--check-pack", "acne")
