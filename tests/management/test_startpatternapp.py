"""The command as users meet it: in projects of their own, through manage.py."""

import io
import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from django_opinionated_startapp import __version__
from django_opinionated_startapp.conf import Config
from django_opinionated_startapp.errors import OpinionatedError
from django_opinionated_startapp.management.base import OpinionatedCommand
from django_opinionated_startapp.management.boot import Boot
from django_opinionated_startapp.management.commands.startpatternapp import Command
from django_opinionated_startapp.management.generate import advice_for, make_request, project_for
from django_opinionated_startapp.scaffold.build import Project as Wiring
from django_opinionated_startapp.scaffold.build import find_source, wire
from django_opinionated_startapp.scaffold.request import AppRequest

from .conftest import Project

SMALL = ("--only", "api", "data")
NOTHING = "Nothing to do: everything is there already."


def names(lines: str) -> set[str]:
    return {line.partition(" ")[2] for line in lines.splitlines()}


@pytest.fixture(scope="module")
def whole(pristine: Project, tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, "dict[str, str]"]:
    """Make an app with everything, after a dry run and a patch of it."""
    project = pristine.copy(tmp_path_factory.mktemp("whole") / "project")
    command = ("apps.orders", "--install", "--model", "Order title:str owner:user", "--model", "Line")
    said = {option: project.run(*command, option).stdout for option in ("--dry-run", "--diff")}
    assert project.tree() == pristine.tree()
    done = project.run(*command, "--json")
    again = project.run(*command)
    return project, {**said, "json": done.stdout, "stderr": done.stderr, "again": again.stdout + again.stderr}


def test_dry_run_lists_what_is_made(whole: tuple[Project, dict[str, str]], pristine: Project) -> None:
    project, said = whole
    before, after = pristine.tree(), project.tree()
    assert names(said["--dry-run"]) == {name for name in after if after[name] != before.get(name)}
    assert "~ config/settings.py" in said["--dry-run"]
    assert "+ apps/orders/models.py" in said["--dry-run"]


def test_patch_makes_the_same_tree(whole: tuple[Project, dict[str, str]], pristine: Project, tmp_path: Path) -> None:
    project, said = whole
    copy = pristine.copy(tmp_path / "copy")
    subprocess.run(["git", "init", "-q", "."], cwd=copy.root, check=True)  # noqa: S607
    subprocess.run(["git", "apply", "-"], cwd=copy.root, check=True, input=said["--diff"].encode())  # noqa: S607
    assert copy.tree() == project.tree()


def test_json(whole: tuple[Project, dict[str, str]]) -> None:
    _, said = whole
    data = json.loads(said["json"])
    assert set(data) == {"advice", "app", "changes", "components", "dry_run", "label", "notes", "uncommitted"}
    assert (data["app"], data["label"], data["dry_run"], data["advice"]) == ("apps.orders", "orders", False, [])
    assert {"action": "create", "path": "apps/orders/models.py"} in data["changes"]
    assert {"action": "replace", "path": "config/urls.py"} in data["changes"]


def test_a_second_run_changes_nothing(whole: tuple[Project, dict[str, str]]) -> None:
    project, said = whole
    assert NOTHING in said["again"]
    assert not any(line.startswith(("+ ", "~ ", "- ")) for line in said["again"].splitlines())
    settings = project.tree()["config/settings.py"].decode()
    assert settings.count("apps.orders") == 1
    done = project.run("apps.orders", "--model", "Order title:str owner:user", "--model", "Line")
    assert done.stderr.splitlines() == [NOTHING]  # no advice to wire what is wired


def test_a_conflict_is_refused_unless_forced(project: Project) -> None:
    project.write({"orders/models.py": "own = 1\n"})
    said = project.refused("orders", *SMALL)
    assert "orders/models.py exists already with other content" in said
    assert "--force" in said
    project.write({"orders/api.py": "own = 1\n"})
    assert "(and 1 more)" in project.refused("orders", *SMALL, "--dry-run")
    done = project.run("orders", *SMALL, "--force")
    assert "~ orders/models.py" in done.stdout
    assert b"own = 1" not in project.tree()["orders/models.py"]


def test_label_version_layout_and_configuration(project: Project) -> None:
    project.write(
        {
            "pyproject.toml": "[tool.opinionated_startapp]\ncomponents = ['rest_api']\napi_prefix = 'rest/{label}/'\n",
            "src/.keep": "",
        }
    )
    project.edit("manage.py", "import sys", "import sys\nsys.path.insert(0, 'src')")
    done = project.run("shop.orders", "src/shop/orders", "--label", "buying", "--api-version", "2", "--json", "-i")
    data = json.loads(done.stdout)
    assert (data["app"], data["label"], data["components"]) == ("shop.orders", "buying", ["rest_api"])
    assert "src/shop/orders/rest_api/v2/views.py" in project.tree()
    assert "src/shop/__init__.py" in project.tree()
    assert b'"rest/buying/"' in project.tree()["config/urls.py"].replace(b"'", b'"')


def test_configuration_from_the_setting(project: Project) -> None:
    project.edit("config/settings.py", "USE_TZ = True", "OPINIONATED_STARTAPP = {'components': ['data']}")
    data = json.loads(project.run("orders", "--with", "api", "--dry-run", "--json").stdout)
    assert data["components"] == ["api", "data"]
    assert data["dry_run"] is True
    assert data["advice"][0] == 'Add to INSTALLED_APPS (config.settings): "orders"'
    project.edit("config/settings.py", "['data']", "5")
    assert "components must be a list of strings" in project.refused("orders")


def test_dynamic_settings_are_not_edited(project: Project) -> None:
    project.edit("config/settings.py", "USE_TZ = True", "INSTALLED_APPS = [each for each in INSTALLED_APPS]")
    said = project.refused("orders", "--install", *SMALL)
    assert "cannot be told without running the settings" in said
    assert 'Add this line at the end of config/settings.py: INSTALLED_APPS = [*INSTALLED_APPS, "orders"]' in said
    assert "Without --install the files are made, and every line to add by hand is named." in said


PLUGINS = "import os\n\ndef plugins():\n    return os.environ['MORE_APPS'].split()\n"


@pytest.mark.parametrize(
    "statements",
    [
        "INSTALLED_APPS += plugins()",
        "for name in plugins():\n    if name not in INSTALLED_APPS:\n        INSTALLED_APPS.append(name)",
    ],
)
def test_rest_of_the_list_that_only_a_start_can_tell(
    project: Project, monkeypatch: pytest.MonkeyPatch, statements: str
) -> None:
    """The app goes where it is certain to be read, and is taken back to the byte."""
    monkeypatch.setenv("MORE_APPS", "django.contrib.sites django.contrib.humanize")
    project.write({"plugins.py": PLUGINS})
    project.edit("config/settings.py", "USE_TZ = True", f"from plugins import plugins\n{statements}\nUSE_TZ = True")
    before = project.tree()
    project.run("orders", "--install", *SMALL)
    assert project.tree()["config/settings.py"] == before["config/settings.py"].replace(
        b'staticfiles",\n', b'staticfiles",\n    "orders",\n'
    ).replace(b"staticfiles',\n", b"staticfiles',\n    'orders',\n")
    assert project.run("orders", "--undo").returncode == 0
    assert project.tree() == before


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("INSTALLED_APPS += again()", "hold orders twice"),
        ("INSTALLED_APPS += drop()", "do not hold orders"),
        ("INSTALLED_APPS += trim()", "do not hold django.contrib.humanize any more"),
    ],
)
def test_rest_of_the_list_that_goes_against_the_edit(project: Project, code: str, found: str) -> None:
    """The trial tells, and nothing is written."""
    names = "import sys\n\ndef listed():\n    return sys.modules['config.settings'].INSTALLED_APPS\n\n"
    drop = "def drop():\n    listed()[:] = [each for each in listed() if each != 'orders']\n    return []\n\n"
    trim = "def trim():\n    'orders' in listed() and listed().remove('django.contrib.humanize')\n    return []\n\n"
    again = "def again():\n    return ['orders'] if 'orders' in listed() else []\n"
    project.write({"plugins.py": names + drop + trim + again})
    slot = 'INSTALLED_APPS += ["django.contrib.humanize"]'
    project.edit("config/settings.py", "USE_TZ = True", f"from plugins import *\n{slot}\n{code}\nUSE_TZ = True")
    said = project.refused("orders", "--install", *SMALL)
    assert "What INSTALLED_APPS holds cannot be told without running the settings: it takes in" in said
    assert f"It was tried: with the entry added, the settings config.settings {found}." in said
    assert "Without --install the files are made, and every line to add by hand is named." in said


def test_without_the_admin(project: Project) -> None:
    urls = project.root / "config" / "urls.py"
    urls.write_text(re.sub(r"path\(.admin/., admin\.site\.urls\),?", "", urls.read_text()))
    settings = project.root / "config" / "settings.py"
    settings.write_text(re.sub(r"    .django\.contrib\.admin.,\n", "", settings.read_text()))
    project.edit("config/urls.py", "from django.contrib import admin\n", "")
    done = project.run("orders", "--dry-run")
    assert "Left out admin: django.contrib.admin is not installed." in done.stderr
    assert "admin.py" not in done.stdout
    assert "Add it to INSTALLED_APPS first." in project.refused("orders", "--with", "admin")


def test_templates_are_ejected_changed_and_told_apart(project: Project) -> None:
    assert "Did you mean" in project.refused("--eject", "oep94")
    done = project.run("--eject", "oep49/apps.py")
    assert done.stdout == "+ startapp_templates/oep49/apps.py.jinja\n"
    assert NOTHING in project.run("--eject", "oep49/apps.py").stderr
    assert project.run("--eject", "oep49/apps.py", "--diff").stderr == f"{NOTHING}\n"
    assert project.run("--templates-status").stdout == "oep49/apps.py.jinja: current\n"
    project.write({"startapp_templates/oep49/constants.py.jinja": "{{ model_s }}\n"})
    said = project.refused("orders", *SMALL)
    assert "oep49/constants.py.jinja, line 1" in said
    assert "Did you mean models?" in said


def test_a_block_is_overridden(project: Project) -> None:
    mine = '{% extends "builtin:oep49/apps.py.jinja" %}\n{% block docstring %}\n"""Mine."""\n{% endblock %}\n'
    project.write(
        {"startapp_templates/oep49/apps.py.jinja": mine, "startapp_templates/oep49/data.py.jinja": '"""All mine."""\n'}
    )
    project.run("orders", *SMALL)
    tree = project.tree()
    assert tree["orders/apps.py"].startswith(b'"""Mine."""')
    assert b"class OrdersConfig" in tree["orders/apps.py"]
    assert tree["orders/data.py"] == b'"""All mine."""\n'


def test_template_makes_what_startapp_makes(project: Project, tmp_path: Path) -> None:
    project.write(
        {
            "own/models.py-tpl": "# {{ app_name }} {{ camel_case_app_name }}\nx = [1,\n2]\n",
            "own/page.html": "{{ app_name }}",
            "own/notes.txt": "{{ app_name }}",
            "own/Makefile": "{{ app_name }}",
            "own/skipped/__init__.py": "",
            "pyproject.toml": "[tool.black]\nline-length = 40\n",
        }
    )
    options = ("orders", "--template", "own", "-e", "html", "-n", "Makefile", "-x", "skipped")
    copy = project.copy(tmp_path / "copy")
    done = copy.python("manage.py", "startapp", *options)
    assert done.returncode == 0, done.stderr
    project.run(*options)
    assert project.tree() == copy.tree()
    assert project.tree()["orders/page.html"] == b"orders"
    assert "orders/skipped/__init__.py" not in project.tree()


def test_usage_mistakes_of_argparse_are_short(project: Project) -> None:
    done = project.python("manage.py", "startpatternapp", "orders", "--bogus")
    assert done.returncode == 2
    assert "unrecognized arguments: --bogus" in done.stderr
    assert "Traceback" not in done.stderr


def test_missing_name_without_terminal(project: Project) -> None:
    assert "The name of the app is missing." in project.refused()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder as the current directory of this process, whose Django has tests.settings."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def call(*arguments: str) -> tuple[str, str]:
    """Run the command in this process; return what it writes to stdout and to stderr."""
    out, err = io.StringIO(), io.StringIO()
    call_command("startpatternapp", *arguments, "--no-color", stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("orders --pattern oep94", "There is no pattern 'oep94'.\nDid you mean oep49?"),
        ("orders --only datas", "There is no component 'datas'.\nDid you mean data?"),
        ("--without data orders", "There is no component 'orders'.\nThe app's name goes before --without."),
        ("orders --with data --without data", "'data' is both in --with and in --without."),
        ("orders --without api --without data --with api", "'api' is both in --with and in --without."),
        ("orders --only data --with api", "--only can't go with --with or --without."),
        ("orders --api-version x", "'x' is not the version of an API.\nWrite it like v1."),
        ("class", "'class' is a keyword of Python."),
        ("../evil", "'../evil' can't name an app."),
        ("os", "'os' is a module of Python itself."),
        ("apps.auth", "The label 'auth' is taken by the app django.contrib.auth.\nGive the app a label of its own"),
        ("orders --label 1st", "'1st' can't be an app label."),
        ("orders --diff --json", "--diff and --json can't go together."),
        ("orders -e html", "--extension goes with --template."),
        ("orders -n Makefile", "--name goes with --template."),
        ("shop --pattern reusable --common", "--common is for apps of this project, and a reusable app can count"),
        ("common --common", "common can't be in common, which holds what apps share, nor around it."),
        ("orders --list", "--list stands alone."),
        ("--list --eject oep49", "--list stands alone."),
        ("--eject oep49 --install", "--eject stands alone."),
        ("--list --dry-run", "--list changes no file, so --dry-run means nothing to it."),
        ("--templates-status --allow-dirty", "--templates-status changes no file, so --allow-dirty means nothing"),
        ("--check-pack oep49 --diff", "--check-pack changes no file, so --diff means nothing to it."),
        ("orders --model=", "--model describes no model.\nWrite it like "),
        ("orders --model Order --model=", "--model describes no model."),
        ("orders --add-model=", "--add-model describes no model."),
        ("--templates-status --template own", "--templates-status stands alone."),
        ("--template own", "--template needs the name of an app."),
        ("orders --template own -m Order", "--model is for patterns and can't go with --template."),
        ("orders --template own --api-version 2", "--api-version is for patterns and can't go with --template."),
        ("orders --template missing", "couldn't handle app template missing"),
        ("--eject oep49/none.py", "The pattern oep49 has no template 'none.py'."),
        ("orders --with admin", "needs django.contrib.admin, which is not installed."),
    ],
)
def test_mistakes_are_refused(here: Path, arguments: str, said: str) -> None:
    with pytest.raises(CommandError) as caught:
        call(*arguments.split())
    assert said in str(caught.value)
    assert list(here.iterdir()) == []


def test_configuration_is_refused(here: Path) -> None:
    (here / "pyproject.toml").write_text("[tool.opinionated_startapp]\ncomponent = []\n")
    with pytest.raises(CommandError, match=r"line 2: \[tool\.opinionated_startapp\] has no key 'component'"):
        call("orders")


def test_patterns_are_listed() -> None:
    out, err = call("--list")
    assert "oep49: one Python API" in out
    assert "  rest_api  rest_api/<version>/, the REST API\n" in out
    assert err == ""
    pattern, *_others = json.loads(call("--list", "--json")[0])
    assert set(pattern) == {"name", "summary", "source", "components", "options"}
    assert pattern["components"][0] == {"name": "api", "summary": "api.py, the one entry for other Python code"}


def test_state_of_templates(here: Path) -> None:
    assert call("--templates-status") == (
        "",
        "There are no templates in startapp_templates; startpatternapp --eject PATTERN copies some.\n",
    )
    (here / "startapp_templates").mkdir()
    (here / "startapp_templates" / "own.py.jinja").touch()
    assert json.loads(call("--templates-status", "--json")[0]) == [{"template": "own.py.jinja", "state": "own"}]


def test_version() -> None:
    command = Command()
    assert command.get_version() == __version__


def test_subclasses_run_something(here: Path) -> None:
    del here
    with pytest.raises(NotImplementedError):
        call_command(OpinionatedCommand())


def test_patch_with_letters_of_every_kind(here: Path) -> None:
    folder = here / "own"
    folder.mkdir()
    (folder / "notes.txt").write_bytes("Café\n".encode())
    assert "+Café\n" in call("orders", "--template", "own", "--diff")[0]
    raw = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    call_command("startpatternapp", "orders", "--template", "own", "--diff", stdout=raw, stderr=io.StringIO())
    assert "+Café\n".encode() in raw.buffer.getvalue()
    assert call("orders", "--template", "own", "--verbosity", "0") == ("", "")


def test_urls_that_nobody_can_mount(here: Path) -> None:
    request, project = request_in(here)
    lines = list(advice_for(request, project, install=True))
    assert lines == ['Add to urlpatterns: path("api/orders/", include("orders.urls")),']
    assert len(list(advice_for(request, replace(project, urlconf="config.urls"), install=False))) == 3
    assert list(advice_for(request, replace(project, urlconf="config.urls"), install=True)) == []


def usual() -> dict[str, Any]:
    """Return the options that the name alone stands for."""
    return vars(Command().create_parser("manage.py", "startpatternapp").parse_args(["orders"]))


def request_in(root: Path, **options: object) -> tuple[AppRequest, Wiring]:
    project = project_for(Config(), Boot("tests.settings"))
    request, _ = make_request({**usual(), **options}, project, root)
    return request, project


def test_an_app_half_wired_is_told_how_to(here: Path) -> None:
    request, project = request_in(here)
    environment = replace(project.environment, installed=project.environment.installed | {"orders"})
    # The settings do not hold the app as far as can be told: wiring is refused, or would edit something.
    lines = list(advice_for(request, replace(project, environment=environment, settings="missing"), install=False))
    assert 'Add to urlpatterns: path("api/orders/", include("orders.urls")),' in lines
    assert not any("INSTALLED_APPS" in line and '"orders"' in line for line in lines)


@pytest.mark.parametrize(
    ("urlconf", "said"),
    [
        (None, "the URLs of the admin site are not in any URLconf"),
        ("tests.no_such_module", "tests.no_such_module can't be loaded (ModuleNotFoundError"),
        ("tests.management", "can't be loaded (ImproperlyConfigured"),
        ("django.contrib.auth.urls", "the URLs of the admin site are not in django.contrib.auth.urls"),
    ],
)
def test_admin_without_urls(here: Path, urlconf: str | None, said: str) -> None:
    project = project_for(Config(), Boot("tests.settings"))
    installed = project.environment.installed | {"django.contrib.admin"}
    project = replace(project, environment=replace(project.environment, installed=installed), urlconf=urlconf)
    options = {**usual(), "with": ["admin"]}
    with override_settings(ROOT_URLCONF=urlconf), pytest.raises(OpinionatedError) as caught:
        make_request(options, project, here)
    assert said in str(caught.value)
    if urlconf is None:
        request, notes = make_request({**options, "with": []}, project, here)
        assert "admin" not in request.components
        assert notes == (f"Left out admin: {said}.",)


def test_settings_without_a_module(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django_opinionated_startapp.management.boot.boot", lambda _: Boot())
    _, err = call("orders", "--only", "data", "--dry-run", "--install")
    assert "Not wired and not checked against the project: its settings come from no module." in err
    assert 'Add to INSTALLED_APPS: "orders"' in err
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("module", ["no_such", "tests.settings.deeper", "tests.no_such", "sys", "xml_space"])
def test_modules_without_a_source(here: Path, monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    (here / "xml_space").mkdir()
    monkeypatch.syspath_prepend(here)
    assert find_source(module) is None


def test_without_settings_there_is_nothing_to_wire(here: Path) -> None:
    request, project = request_in(here)
    assert list(wire(request, replace(project, settings=None))) == []
