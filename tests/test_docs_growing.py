"""What the pages on growing and on existing models tell people to type works."""

import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parent.parent / "docs"
COMMANDS = re.compile(r"```console\n(.*?)\n```", re.DOTALL)
MODELS = '''\
from django.db import models


class {0}(models.Model):
    """One of them."""

    name = models.CharField(max_length=40)
'''
API = {
    "__init__.py": "",
    "urls.py": "from django.urls import include, path\n\n"
    'urlpatterns = [\n    path("v1/", include("legacy.rest_api.v1.urls")),\n]\n',
    "v1/__init__.py": "",
    "v1/urls.py": "urlpatterns: list[object] = []\n",
}
TABLES = """
CREATE TABLE products (id integer primary key, name text);
CREATE TABLE orders (id integer primary key, note text);
"""


def run(root: Path, *arguments: str) -> str:
    """Run Python in ``root``, without failure."""
    done = subprocess.run([sys.executable, *arguments], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{arguments}\n{done.stdout}{done.stderr}"
    return done.stdout


def commands(page: str) -> list[list[str]]:
    found = COMMANDS.findall((DOCS / page).read_text(encoding="utf-8"))
    return [shlex.split(line.removeprefix("./")) for block in found for line in block.splitlines()]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("PYTHONWARNINGS", "PYTHONDEVMODE"):
        monkeypatch.delenv(name, raising=False)
    run(tmp_path, "-m", "django", "startproject", "config", ".")
    path = tmp_path / "config" / "settings.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("INSTALLED_APPS = [", "INSTALLED_APPS = [\n    'django_opinionated_startapp',"))
    return tmp_path


def by_hand(project: Path, name: str, model: str) -> None:
    run(project, "manage.py", "startapp", name)
    for stub in ("tests.py", "admin.py", "views.py"):
        (project / name / stub).unlink()
    (project / name / "models.py").write_text(MODELS.format(model))
    path = project / "config" / "settings.py"
    path.write_text(path.read_text().replace("INSTALLED_APPS = [", f"INSTALLED_APPS = [\n    '{name}',"))
    run(project, "manage.py", "makemigrations", name)


def test_growing(project: Path) -> None:
    by_hand(project, "legacy", "Thing")
    for name, text in API.items():
        path = project / "legacy" / "rest_api" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    for command in commands("growing.md"):
        run(project, *command)
    assert (project / "orders" / "migrations" / "0002_note.py").is_file()
    assert (project / "orders" / "rest_api" / "v2" / "views.py").is_file()
    assert not (project / "orders" / "tasks.py").exists()
    assert (project / "legacy" / "api.py").is_file()
    assert "class Remark(" in (project / "legacy" / "models.py").read_text()
    assert not (project / "legacy" / "rest_api" / "v1" / "views.py").exists()
    assert (project / "legacy" / "rest_api" / "v2" / "views.py").is_file()
    run(project, "manage.py", "test")


def test_starting_from_models_and_tables(project: Path) -> None:
    whole, one, tables = commands("from-models.md")
    by_hand(project, "shop", "Product")
    other = project.parent / "other"
    shutil.copytree(project, other)
    run(project, *whole)
    run(other, *one)
    for root in (project, other):
        run(root, "manage.py", "test", "shop")
    connection = sqlite3.connect(project / "db.sqlite3")
    connection.executescript(TABLES)
    connection.close()
    run(project, *(word.replace("shop", "warehouse") for word in tables))
    run(project, "manage.py", "test", "warehouse")
