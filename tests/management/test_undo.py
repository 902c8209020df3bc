"""``startpatternapp --undo`` as users meet it: in projects of their own, through manage.py."""

import json
import re
import shlex
import stat
from pathlib import Path

import pytest

from django_opinionated_startapp.scaffold.manifest import MANIFEST

from .conftest import Project

SMALL = ("--only", "api", "data")


def modes(project: Project) -> dict[str, int]:
    """Return every file and folder with its mode, apart from what Python compiled."""
    paths = (path for path in project.root.rglob("*") if "__pycache__" not in path.parts)
    return {path.relative_to(project.root).as_posix(): stat.S_IMODE(path.stat().st_mode) for path in paths}


def generated(project: Project, *arguments: str) -> Project:
    project.run("apps.orders", "--install", *(arguments or SMALL))
    return project


@pytest.mark.parametrize("name", ["apps.orders", "apps/orders", "orders", "buying"])
def test_any_form_of_the_name_will_do(project: Project, name: str) -> None:
    before, before_modes = project.tree(), modes(project)
    generated(project, *SMALL, "--label", "buying")
    said = project.run(name, "--undo")
    assert f"- apps/orders/{MANIFEST}\n" in said.stdout
    assert "~ config/settings.py\n" in said.stdout
    assert said.stderr == ""
    assert (project.tree(), modes(project)) == (before, before_modes)


def test_a_whole_app_with_its_urls_and_what_was_compiled(project: Project) -> None:
    before = project.tree()
    generated(project, "--model", "Order title:str owner:user")
    assert project.python("manage.py", "check").returncode == 0
    assert project.python("-m", "compileall", "-q", "apps").returncode == 0
    dry = project.run("orders", "--undo", "--dry-run")
    assert dry.stderr == "Nothing was written, since this is a dry run.\n"
    patch = project.run("orders", "--undo", "--diff").stdout
    assert "deleted file mode 100644" in patch
    done = project.run("orders", "--undo", "--json")
    data = json.loads(done.stdout)
    assert set(data) == {"app", "changes", "dry_run", "kept", "label", "notes", "uncommitted"}
    assert (data["app"], data["label"], data["kept"], data["notes"]) == ("apps.orders", "orders", [], [])
    assert {f"{each['action'][:1]} {each['path']}" for each in data["changes"]} == {
        line.replace("~", "r").replace("-", "d", 1) for line in dry.stdout.splitlines()
    }
    assert project.tree() == before
    assert not (project.root / "apps").exists()
    assert project.python("manage.py", "check").returncode == 0


def test_what_was_edited_stays(project: Project) -> None:
    generated(project)
    project.edit("apps/orders/api.py", '"""', '"""Mine: ')
    project.write({"apps/orders/notes.txt": "mine"})
    mine = project.tree()["apps/orders/api.py"]
    done = project.run("orders", "--undo", "--json", "--noinput")
    assert done.stderr.splitlines() == [
        "Kept apps/orders/api.py: it was edited.",
        "Kept apps/orders/notes.txt: it was not generated.",
    ]
    assert json.loads(done.stdout)["kept"] == [
        {"path": "apps/orders/api.py", "why": "was edited"},
        {"path": "apps/orders/notes.txt", "why": "was not generated"},
    ]
    left = {name: text for name, text in project.tree().items() if name.startswith("apps/")}
    assert set(left) == {"apps/__init__.py", "apps/orders/api.py", "apps/orders/notes.txt"}
    assert left["apps/orders/api.py"] == mine


def test_applied_migrations_are_in_the_way(project: Project) -> None:
    before = project.tree()
    generated(project)
    assert project.python("manage.py", "migrate", "-v", "0").returncode == 0
    assert project.refused("orders", "--undo").splitlines() == [
        "CommandError: The migration 0001_initial of orders is applied in the database 'default'.",
        "Unapply first: manage.py migrate orders zero",
    ]
    assert project.python("manage.py", "migrate", "orders", "zero", "-v", "0").returncode == 0
    project.run("orders", "--undo")
    (project.root / "db.sqlite3").unlink()
    assert project.tree() == before


AUDIT = """
[tool.opinionated_startapp.audit]
strict_apps = [%s]
profiles.orders = [
    "oep49",  # orders
]
facades = { "apps.orders" = ["prices"] }
"""


def test_what_the_audit_is_told_of_the_app_goes_along(project: Project) -> None:
    generated(project)
    table = "[tool.opinionated_startapp.audit.profiles]\n"
    others = '# Of orders nothing more.\ncontenttypes = ["strict"]\n'
    project.write({"pyproject.toml": f'{table}orders = ["oep49"]\n{others}"apps.orders" = ["strict"]\n'})
    said = project.run("orders", "--undo")
    assert "~ pyproject.toml\n" in said.stdout
    assert said.stderr == ""
    assert (project.root / "pyproject.toml").read_text() == table + others


def test_where_it_is_named_among_others_that_is_said(project: Project) -> None:
    generated(project)
    project.write({"pyproject.toml": AUDIT % '"orders"'})
    path = project.root / "pyproject.toml"
    told = f"{path}, line 3 still names orders: take it out, for auditapps.\n"
    assert project.run("orders", "--undo").stderr == told
    assert path.read_text() == (AUDIT % '"orders"').partition("profiles")[0]


def test_a_file_that_is_not_the_project_s_own_stays(project: Project) -> None:
    generated(project)
    setting = "OPINIONATED_STARTAPP = {'audit': {'profiles': {'apps.orders': ['oep49']}}}\nUSE_TZ = True"
    project.edit("config/settings.py", "USE_TZ = True", setting)
    assert project.run("orders", "--undo").stderr == (
        'Django setting OPINIONATED_STARTAPP["audit"]["profiles"] still names orders: take it out, for auditapps.\n'
    )


def test_all_databases_are_asked(project: Project) -> None:
    generated(project)
    project.write({"apps/orders/migrations/0002_more.py": "from django.db.migrations import Migration as M\n\n\n"
                   "class Migration(M):\n    dependencies = [('orders', '0001_initial')]\n"})  # fmt: skip
    other = "DATABASES['other'] = {**DATABASES['default'], 'NAME': BASE_DIR / 'other.sqlite3'}\nUSE_TZ = True"
    project.edit("config/settings.py", "USE_TZ = True", other)
    assert project.python("manage.py", "migrate", "--database", "other", "-v", "0").returncode == 0
    assert project.refused("orders", "--undo").splitlines() == [
        "CommandError: 2 migrations of orders are applied in the database 'other'.",
        "Unapply first: manage.py migrate orders zero --database other",
    ]


def test_a_database_that_can_not_be_asked(project: Project) -> None:
    generated(project)
    project.write({"db.sqlite3": "This is no database. " * 100})
    assert project.refused("orders", "--undo") == (
        "CommandError: The database 'default' can't be asked whether migrations of orders are applied: "
        "file is not a database.\nStart it; or, if you know that none are, add --ignore-databases.\n"
    )
    project.run("orders", "--undo", "--ignore-databases")
    assert not (project.root / "apps").exists()


BLOG = {
    "blog/__init__.py": "",
    "blog/migrations/__init__.py": "",
    "blog/models.py": "from django.db import models\nfrom apps.orders.models import Order\n\n\n"
    "class Post(models.Model):\n"
    "    order = models.ForeignKey('orders.Order', models.CASCADE)\n"
    "    more = models.ManyToManyField('orders.Order', related_name='+')\n\n\nclass Special(Order):\n    pass\n",
    "blog/migrations/0001_initial.py": "from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n"
    "    dependencies = [('orders', '0001_initial')]\n",
}


def test_other_apps_are_in_the_way(project: Project) -> None:
    generated(project)
    project.write(BLOG)
    project.edit("config/settings.py", "INSTALLED_APPS = [", "INSTALLED_APPS = [\n    'blog',")
    assert project.refused("orders", "--undo").splitlines() == [
        "CommandError: Other apps need apps.orders: blog.Post.more, blog.Post.order, blog.Post_more.order and 2 more.",
        "Take the relations out, and migrate.",
    ]
    project.write({"blog/models.py": ""})
    assert project.refused("orders", "--undo").splitlines() == [
        "CommandError: Other apps need apps.orders: the migration blog.0001_initial.",
        "Squash them or take them back first.",
    ]
    project.write({"blog/migrations/0001_initial.py": "from django.db.migrations import Migration\n"})
    project.write({"config/urls.py": "import apps.orders.api\n\nurlpatterns = []\n"})
    said = project.refused("orders", "--undo")
    assert "Without the app the project does not start: ModuleNotFoundError: No module named 'apps'" in said
    assert "See config/urls.py, line 1." in said


def test_lines_that_were_not_added_by_the_command_are_in_the_way(project: Project) -> None:
    project.run("apps.orders", *SMALL)
    project.edit(
        "config/settings.py", "INSTALLED_APPS = [", "INSTALLED_APPS = [\n    'apps.orders.apps.OrdersConfig',"
    )
    assert project.refused("orders", "--undo").splitlines() == [
        "CommandError: The settings config.settings still hold apps.orders, in a line that was not added for it.",
        "Take apps.orders out of INSTALLED_APPS, then run the command again.",
    ]


def test_settings_that_do_not_load(project: Project) -> None:
    generated(project)
    (project.root / "manage.py").rename(project.root / "old.py")
    project.write({"manage.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'config.settings')\n"})
    project.edit("config/settings.py", "USE_TZ = True", "raise ValueError('no')")
    name = "django_opinionated_startapp.management.commands.startpatternapp"
    script = f"import sys; from {name} import Command; Command().run_from_argv(['manage.py', 'x', *sys.argv[1:]])"
    done = project.python("-c", script, "orders", "--undo")
    assert done.returncode == 1
    assert done.stderr == (
        "CommandError: It can't be told whether migrations of orders are applied: "
        "config.settings can't be loaded (ValueError: no).\n"
        "Mend the settings; or, if you know that none are, add --ignore-databases.\n"
    )
    done = project.python("-c", script, "orders", "--undo", "--ignore-databases")
    assert done.returncode == 0
    assert done.stderr == "Not checked against the project: config.settings can't be loaded (ValueError: no).\n"
    assert not (project.root / "apps").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("--undo", "--undo needs the name of an app.\nWrite: manage.py startpatternapp orders --undo"),
        ("orders --undo --force", "--undo and --force can't go together.\nThe manifest knows what was made;"),
        ("orders --undo --model Order", "--undo and --model can't go together."),
        ("orders --undo --install", "--undo and --install can't go together."),
        ("orders src/orders --undo", "--undo and --directory can't go together."),
        ("orders --ignore-databases", "--ignore-databases goes with --undo.\nLeave it out."),
        ("orders --undo", "There is no app 'orders' with a manifest."),
    ],
)  # fmt: skip
def test_mistakes_are_refused(project: Project, arguments: str, said: str) -> None:
    assert said in project.refused(*arguments.split())


ROOT = Path(__file__).parents[2]
HOW_TO = (ROOT / "docs" / "undo.md").read_text(encoding="utf-8")


def test_the_commands_of_the_how_to_do_what_it_says(project: Project) -> None:
    before = project.tree()
    generated(project)
    blocks = re.findall(r"^ *```console\n(.*?)^ *```$", HOW_TO, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    assert project.python("manage.py", "migrate", "-v", "0").returncode == 0
    assert [line.split()[1] for line in lines] == ["migrate", *["startpatternapp"] * 4]
    for line in lines:
        done = project.python("manage.py", *shlex.split(line)[1:])
        assert done.returncode == 0, done.stderr
        if line.endswith("orders --undo"):
            (project.root / "db.sqlite3").unlink()
            assert project.tree() == before
            generated(project)
    assert project.tree() == before
