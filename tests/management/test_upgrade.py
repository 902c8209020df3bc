"""``startpatternapp --upgrade``, in projects of its own."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from django_opinionated_startapp import __version__

from .conftest import Project

README = "apps/orders/README.rst"
MODELS = "apps/orders/models.py"
UP_TO_DATE = f"Nothing to do: the templates of {__version__} write what these apps started from.\n"


def talk(project: Project, *arguments: str, code: int = 0) -> tuple[str, str]:
    """Run the command and return what it says, on stdout and on stderr."""
    done = project.python("manage.py", "startpatternapp", *arguments)
    assert done.returncode == code, done.stderr
    return done.stdout, done.stderr


def test_an_app_is_brought_up_to_date(project: Project) -> None:
    assert talk(project, "--upgrade") == ("", "No app here has a manifest, so there is nothing to upgrade.\n")
    project.run("apps.orders", "--install", "--only", "readme", "--model", "Order title")
    assert talk(project, "--upgrade") == ("", UP_TO_DATE)
    assert talk(project, "--upgrade", "--check") == talk(project, "--upgrade", "--diff") == ("", UP_TO_DATE)

    project.run("--eject", "oep49/models.py")
    project.run("--eject", "oep49/README.rst")
    project.edit(
        "startapp_templates/oep49/models.py.jinja", "verbose_name = ", 'db_table = "orders"\n        verbose_name = '
    )
    project.edit(MODELS, "        ordering", '        get_latest_by = "pk"\n        ordering')
    before = project.tree()
    behind = talk(project, "--upgrade", "--check", code=1)
    assert behind == (
        f"apps.orders (made by {__version__}): models.py\n",
        "CommandError: Behind the templates of today: apps.orders.\nRun: manage.py startpatternapp --upgrade\n",
    )
    assert json.loads(talk(project, "--upgrade", "--check", "--json", code=1)[0])["apps"][0]["behind"] == ["models.py"]
    said = talk(project, "orders", "--upgrade", "--dry-run")
    migrate = "The models need a migration now: manage.py makemigrations orders\n"
    assert said == (
        f"~ apps/orders/.startpatternapp.json\n~ {MODELS}\n",
        f"Nothing was written, since this is a dry run.\n{migrate}",
    )
    assert '+        db_table = "orders"\n' in talk(project, "--upgrade", "--diff")[0]
    assert project.tree() == before
    assert talk(project, "apps/orders", "--upgrade", "-v0") == ("", migrate)
    text = (project.root / MODELS).read_text()
    assert 'db_table = "orders"' in text
    assert 'get_latest_by = "pk"' in text


def test_conflicts_are_written_marked_and_told(project: Project) -> None:
    project.run("apps.orders", "--only", "readme", "--model", "Order title")
    project.edit(README, "Keeps orders", "Keeps my orders")
    project.edit(MODELS, "class Order(", "clas Order(")
    project.write(
        {"startapp_templates/oep49/README.rst.jinja": (project.root / README).read_text().replace("Keeps my", "Has")}
    )
    project.write({"startapp_templates/oep49/models.py.jinja": "x = 1\n"})
    told = f"CommandError: You and the templates have changed 1 place: {README}:7.\n"
    out, err = talk(project, "--upgrade", "--json", "--dry-run", code=1)
    (app,) = json.loads(out)["apps"]
    assert app["conflicts"] == [{"path": README, "line": 7, "what": "you and the template have changed this"}]
    assert (app["refused"][0]["path"], err.endswith(f"{told}Nothing was written.\n")) == (MODELS, True)
    out, err = talk(project, "--upgrade", code=1)
    assert out == f"~ apps/orders/.startpatternapp.json\n~ {README}\n"
    assert "was left alone: it does not parse (" in err
    assert err.endswith(f"{told}Yours is in force there, and the template's version stands beside it.\n")
    (project.root / README).unlink()
    project.edit("startapp_templates/oep49/README.rst.jinja", "Has", "Holds")
    _, err = talk(project, "--upgrade", code=1)
    assert f"{README} stays as it is: you have deleted it, and the template has changed.\n" in err
    assert err.endswith(f"CommandError: Not merged: {MODELS}.\nAll else is done.\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--check",), "--check goes with --upgrade.\nWrite: manage.py startpatternapp --upgrade --check"),
        (
            ("apps.orders", "--upgrade", "--label", "x"),
            "--upgrade and --label can't go together.\nAn app is upgraded with the answers that it was made with.",
        ),
        (
            ("a", "b", "--upgrade"),
            "--upgrade and --directory can't go together.\nAn app is upgraded with the answers that it was made with.",
        ),
        (
            ("apps.orders", "--upgrade"),
            (
                "There is no app 'apps.orders' with a manifest.\n"
                "Only apps that startpatternapp has made have one: the file .startpatternapp.json."
            ),
        ),
    ],
)
def test_what_can_not_be(
    arguments: tuple[str, ...], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError) as caught:
        call_command("startpatternapp", *arguments)
    assert str(caught.value) == message


def test_apps_whose_manifest_is_damaged_don_t_stop_the_others(project: Project) -> None:
    for name in ("orders", "bills", "notes"):
        project.run(f"apps.{name}", "--only", "readme", "--model", f"{name[:-1].capitalize()} title")
    for name in ("bills", "notes"):
        project.write({f"apps/{name}/.startpatternapp.json": "{"})
    project.run("--eject", "oep49/README.rst")
    project.edit("startapp_templates/oep49/README.rst.jinja", "Keeps", "Holds")
    damaged = [f"apps/{name}/.startpatternapp.json is damaged: it is not JSON" for name in ("bills", "notes")]
    _, behind = talk(project, "--upgrade", "--check", code=1)
    assert [said in behind for said in damaged] == [True, True]
    assert behind.endswith("Behind the templates of today: apps.orders.\nRun: manage.py startpatternapp --upgrade\n")
    out, err = talk(project, "--upgrade", code=1)
    assert f"~ {README}\n" in out
    assert [said in err for said in damaged] == [True, True]
    told = "CommandError: Not looked at, since a manifest is damaged: 2 apps.\n"
    assert told in err
    (project.root / "apps/notes/.startpatternapp.json").unlink()
    assert told.replace("2 apps", "one app") in talk(project, "--upgrade", "--check", code=1)[1]


def test_an_installed_app_that_is_a_distribution_needs_migrations_too(project: Project) -> None:
    project.run("django-stock", "--pattern", "reusable", "--model", "Item title")
    table = '{% block meta %}\n{{ super() }}\n        db_table = "stock"\n{% endblock %}\n'
    template = f'{{% extends "builtin:reusable/models.py.jinja" %}}\n{table}'
    project.write({"startapp_templates/reusable/models.py.jinja": template})
    done = talk(project, "--upgrade", "--dry-run")[1]
    assert done == "Nothing was written, since this is a dry run.\n"
    path = "import sys\nsys.path.append(str(BASE_DIR / 'django-stock'))\n"
    project.edit("config/settings.py", "USE_TZ = True", f"{path}INSTALLED_APPS += ['django_stock']\nUSE_TZ = True")
    said = talk(project, "--upgrade")[1]
    assert said == "The models need a migration now: manage.py makemigrations django_stock\n"
    done = project.python("manage.py", "makemigrations", "django_stock")
    assert done.returncode == 0, done.stderr
    assert project.python("manage.py", "makemigrations", "--check").returncode == 0
