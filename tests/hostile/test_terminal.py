"""What names of files and in sources would do to a terminal: none gets there as it is, by whatever door."""

import io
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import OutputWrapper

from django_opinionated_startapp.__main__ import main
from django_opinionated_startapp.audit.names import FORMATS, REPORTS
from django_opinionated_startapp.conf import AuditConfig
from django_opinionated_startapp.errors import OpinionatedError
from django_opinionated_startapp.management.base import OpinionatedCommand
from django_opinionated_startapp.management.checks import _check
from django_opinionated_startapp.management.questions import Questioner
from tests.changes.trees import plant
from tests.management.conftest import Project, pristine
from tests.squash.test_prune import Project as SquashProject

__all__ = ["pristine"]  # the fixture

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no file has such a name there")

# Clear the screen, go back to the start of the line, turn the direction round, in eight bits, and delete.
EVIL = "e\x1b[2J\r\u202e\x9b\x7f"
ACTIVE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
CONFIG = """from django.apps import AppConfig


class Config(AppConfig):
    name = "other{evil}"
    label = "{app}{evil}"
"""
MODELS = """from django.db import models
from {other}.models import Order


class Order{app}(models.Model):
    order = models.ForeignKey(Order, models.CASCADE)

    class Meta:
        db_table = "{evil}"
"""


def harmless(text: str) -> str:
    """Return ``text``, in which nothing may do something to a terminal."""
    assert not ACTIVE.search(text), ACTIVE.search(text)
    return text


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to a project of two apps in a circle, whose names and files are not what one would print."""
    evil = EVIL.encode("unicode_escape").decode("ascii")
    files = {"config/settings.py": "INSTALLED_APPS = ['shop', 'cart']\n", f"shop/{EVIL}.py": "import cart.models\n"}
    for app, other in (("shop", "cart"), ("cart", "shop")):
        files |= {
            f"{app}/__init__.py": "",
            f"{app}/apps.py": CONFIG.format(app=app, evil=evil),
            f"{app}/models.py": MODELS.format(app=app, other=other, evil=evil),
        }
    root = plant(tmp_path.resolve(), {name: text.encode() for name, text in files.items()})
    (root / "shop" / f"{EVIL}link.py").symlink_to("nowhere")
    monkeypatch.chdir(root)
    return root


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("look", FORMATS)
def test_findings_in_every_format(look: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["auditapps", "--no-cache", "--format", look])
    assert re.search("e.{1,2}(x|u00)1b", harmless(capsys.readouterr().out))


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(("name", "look"), [(name, look) for name, looks in REPORTS.items() for look in looks])
def test_every_report_in_every_format(name: str, look: str, capsys: pytest.CaptureFixture[str]) -> None:
    targets = [] if look == "html" or name in ("graph", "inventory", "cuts") else ["shop"]
    main(["auditapps", *targets, "--no-cache", "--report", name, "--format", look])
    captured = capsys.readouterr()
    assert harmless(captured.out)
    harmless(captured.err)


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    "options",
    [
        ("--statistics",),
        ("--write-baseline",),
        ("--init",),
        ("--fix", "--unsafe"),
        (EVIL,),
        ("--output", f"{EVIL}.txt"),
    ],
    ids=ascii,
)
def test_what_else_the_audit_says(options: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    main(["auditapps", "--no-cache", *options])
    captured = capsys.readouterr()
    assert harmless(captured.out + captured.err)


def test_a_key_of_the_configuration(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plant(project, {"pyproject.toml": b'[tool.opinionated_startapp]\n"e\\u001b[2J" = 1\n'})
    assert main(["auditapps"]) == 2
    assert "e\\x1b[2J" in harmless(capsys.readouterr().err)


def test_findings_as_checks_of_django(project: Path) -> None:
    found = "".join(f"{each}" for each in _check(project, AuditConfig()))
    assert "e\\x1b[2J" in harmless(found)


class Command(OpinionatedCommand):
    """Says the same by every door."""

    def run(self, _options: dict[str, Any]) -> None:
        """Say it."""
        self.talk(f"one\n\t{EVIL}")
        self.line(EVIL, self.style.SUCCESS)
        self.list_changes([{"action": "create", "path": EVIL}])
        self.show_json({EVIL: EVIL})
        Questioner(self, interactive=True).say(EVIL)
        raise OpinionatedError(EVIL, EVIL)


def test_the_doors_of_the_other_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda: "y")
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError) as caught:
        call_command(Command(), stdout=out, stderr=err, no_color=True)
    assert Questioner(Command(stderr=OutputWrapper(err)), interactive=True).agree(EVIL)
    for text in (out.getvalue(), err.getvalue(), str(caught.value)):
        assert "e\\x1b[2J" in harmless(text)
    assert "one\n\te" in err.getvalue()


def test_names_of_migrations(tmp_path: Path) -> None:
    project = SquashProject(tmp_path, "one_app")
    app = next(tmp_path.glob("*/migrations")).parent.name
    (*_, last) = sorted(path.stem for path in (tmp_path / app / "migrations").glob("0*.py"))
    text = f"""from django.db import migrations
class Migration(migrations.Migration):
    dependencies = [({app!r}, {last!r})]
    operations = [migrations.RunPython(lambda apps, editor: None), migrations.RunSQL("SELECT 1 -- {EVIL!a}")]
"""
    plant(tmp_path, {f"{app}/migrations/0099_{EVIL}.py": text.encode()})
    for options in (
        ("--dry-run", "--no-verify", "-v", "2"),
        ("--status",),
        ("--check", "0"),
        ("--prune", "--no-verify"),
    ):
        done = project.manage("squashall", *options)
        assert harmless(done.stdout + done.stderr)
        assert "Traceback" not in done.stderr


def test_a_manifest_and_files_of_an_app(pristine: Project, tmp_path: Path) -> None:
    project = pristine.copy(tmp_path / "project")
    project.run("shop", "--only", "data", "--install", "--model", "Order title:str")
    manifest = project.root / "shop" / ".startpatternapp.json"
    manifest.write_text(manifest.read_text().replace('"tool": "', f'"tool": "{json.dumps(EVIL)[1:-1]}'))
    plant(project.root, {f"shop/{EVIL}.py": b"from shop.models import Order\n"})
    for options in (("--upgrade", "--check"), ("--undo", "--dry-run"), ("--add", "api", "--dry-run")):
        done = project.python("manage.py", "startpatternapp", "shop", *options)
        assert harmless(done.stdout + done.stderr)
        assert "Traceback" not in done.stderr
