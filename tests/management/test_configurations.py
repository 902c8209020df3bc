"""The commands in a project whose settings are a class of django-configurations."""

import re
import sys
from textwrap import indent

import pytest

from tests.pages import read
from tests.test_readme import run

from .conftest import Project

pytest.importorskip("configurations")
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture
def site(project: Project) -> Project:
    """Make the project's settings a class, which its manage.py names."""
    settings = project.root / "config" / "settings.py"
    head = "from configurations import Configuration\n\n\nclass Dev(Configuration):\n"
    docstring, _, body = settings.read_text(encoding="utf-8").partition("from pathlib import Path\n")
    body = re.sub(r"^MAILERS = \{.*?^\}\n", "", body, flags=re.MULTILINE | re.DOTALL)  # as the page says
    settings.write_text(f"{docstring}from pathlib import Path\n\n{head}{indent(body, '    ')}", encoding="utf-8")
    named = (
        "    os.environ.setdefault('DJANGO_CONFIGURATION', 'Dev')\n    try:\n        from configurations.management"
    )
    project.edit("manage.py", "    try:\n        from django.core.management", named)
    assert project.python("manage.py", "check").returncode == 0
    return project


def test_an_app_is_wired_and_taken_back(site: Project) -> None:
    before = site.tree()
    site.run("apps.orders", "--install", "--model", "Order title", "--without", "rest_api")
    text = (site.root / "config" / "settings.py").read_text(encoding="utf-8")
    assert re.search(r"""^        (['"])apps\.orders[\w.]*\1,$""", text, re.MULTILINE)
    assert site.python("manage.py", "makemigrations", "--check").returncode == 0
    audited = site.python("manage.py", "auditapps", "--no-cache", "--ignore", "default-user-model")
    assert "No findings in 1 app," in audited.stdout
    site.run("orders", "--undo")
    (site.root / "db.sqlite3").unlink()  # makemigrations has asked it
    assert site.tree() == before


def test_without_manage_py_its_class_is_used_too(site: Project) -> None:
    module = ("-m", "django_opinionated_startapp")
    done = site.python(*module, "startpatternapp", "apps.orders", "--install", "--model", "Order title")
    assert (done.returncode, "Not wired" in done.stderr) == (0, False), done.stderr
    audited = site.python(*module, "auditapps", "--no-cache", "--ignore", "default-user-model")
    assert "No findings in 1 app," in audited.stdout
    assert "orders" in site.python("manage.py", "showmigrations").stdout
    squashed = site.python("manage.py", "squashall", "--dry-run")
    assert squashed.returncode == 0, squashed.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="the page is written for a POSIX shell")
def test_the_commands_of_the_page_work(site: Project) -> None:
    (block,) = re.findall("^```console\n(.*?)^```$", read("compatibility.md"), re.MULTILINE | re.DOTALL)
    made, audited, alone, squashed = (run(line, site.root) for line in block.splitlines())
    assert "~ config/settings.py" in made
    assert audited == alone
    assert "Together: 1 migration → 1" in squashed
