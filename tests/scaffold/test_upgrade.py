"""An app that was generated, edited, and rendered again with other templates or answers: what becomes of each file."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from django_opinionated_startapp.changes import Create, Delete, Replace
from django_opinionated_startapp.conf import Config
from django_opinionated_startapp.errors import OpinionatedError
from django_opinionated_startapp.pattern import OEP49
from django_opinionated_startapp.scaffold.build import Project, finish
from django_opinionated_startapp.scaffold.environment import Environment
from django_opinionated_startapp.scaffold.fields import parse_models
from django_opinionated_startapp.scaffold.generated import find_generated, look_for_apps
from django_opinionated_startapp.scaffold.manifest import (
    MANIFEST,
    Manifest,
    ManifestFile,
    dump,
    manifest_for,
    parse,
    request_from,
)
from django_opinionated_startapp.scaffold.rehearse import Rehearsal
from django_opinionated_startapp.scaffold.render import Templates, render_app
from django_opinionated_startapp.scaffold.request import AppRequest, Place
from django_opinionated_startapp.scaffold.upgrade import FileConflict, Regrowth, _is_black, regrow, rehearsed

ENVIRONMENT = Environment((6, 1))
CONFIG = Config()
PROJECT = Project(ENVIRONMENT, CONFIG)
README = "{% block title %}orders{% endblock %}\n"


class App:
    """An app with a README and an admin, in the folder ``root``."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "orders"
        models = parse_models(["Order title"], app="orders", label="orders", environment=ENVIRONMENT)
        place = Place("orders", "orders", self.folder, root)
        specs = ("Order title",)
        self.request = AppRequest(place, "orders", OEP49, frozenset({"admin", "readme"}), models, specs=specs)
        files = render_app(self.request, ENVIRONMENT, Templates(root / CONFIG.templates))
        own = [ManifestFile(each.path, finish(each, CONFIG).encode(), each.template) for each in files]
        own.append(ManifestFile("migrations/0001_initial.py", b"# made by Django\n"))
        for file in own:
            path = self.folder / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.base)
        self.manifest = manifest_for(self.request, ENVIRONMENT, CONFIG, own, ())
        (self.folder / MANIFEST).write_bytes(dump(self.manifest))

    def template(self, name: str, text: str) -> None:
        path = self.root / CONFIG.templates / "oep49" / f"{name}.jinja"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def edit(self, name: str, old: str, new: str) -> None:
        path = self.folder / name
        text = path.read_bytes().decode()
        assert old in text
        path.write_bytes(text.replace(old, new).encode())

    def upgrade(self, **changes: object) -> Regrowth:
        request = replace(self.request, **changes)  # type: ignore[arg-type]
        return regrow(self.manifest, request, PROJECT)

    def done(self, **changes: object) -> tuple[Regrowth, Manifest]:
        """Upgrade for real."""
        found = self.upgrade(**changes)
        found.changes.pending().apply()
        self.manifest = parse((self.folder / MANIFEST).read_bytes(), self.folder / MANIFEST)
        return found, self.manifest


@pytest.fixture
def app(tmp_path: Path) -> App:
    return App(tmp_path)


def names(found: Regrowth, root: Path) -> Mapping[str, str]:
    return {change["path"]: change["action"] for change in replace(found.changes, root=root).pending().as_dicts()}


def test_nothing_to_do(app: App) -> None:
    app.edit("models.py", "class Order(", "class Mine:\n    pass\n\n\nclass Order(")
    found = app.upgrade()
    assert (found.changes.changes, found.behind, found.manifest) == ((), (), app.manifest)


def test_a_file_that_nobody_edited_is_replaced(app: App) -> None:
    app.template("README.rst", "New\n")
    found, manifest = app.done()
    assert found.behind == ("README.rst",)
    assert names(found, app.root) == {}
    assert (app.folder / "README.rst").read_text() == "New\n"
    assert manifest.file("README.rst") == ManifestFile("README.rst", b"New\n", "oep49/README.rst.jinja")
    assert manifest.file("migrations/0001_initial.py") == ManifestFile(
        "migrations/0001_initial.py", b"# made by Django\n"
    )
    assert app.upgrade().changes.changes == ()


def test_edits_of_both_sides_are_merged_and_formatted(app: App) -> None:
    app.edit("admin.py", "from .models import Order", "from .mine import helper\nfrom .models import Order")
    app.edit("admin.py", '"title", ', '"title", "mine", ')
    app.template(
        "admin.py",
        '{% extends "builtin:oep49/admin.py.jinja" %}{% block options scoped %}'
        "    list_display = ('title', 'a_long_name_of_the_template', 'another_one_that_is_longer')\n{% endblock %}",
    )
    found, manifest = app.done()
    text = (app.folder / "admin.py").read_text()
    assert found.conflicts == ()
    assert "from .mine import helper\n" in text
    assert '        "another_one_that_is_longer",\n' in text  # as black writes what is too long
    assert '"mine"' in text
    base = manifest.file("admin.py")
    assert base is not None
    assert b"mine" not in base.base


def test_an_edit_that_black_would_undo_is_kept(app: App) -> None:
    app.edit("models.py", '"""Database models', 'x = ( 1 )\n"""Database models')
    app.template(
        "models.py",
        '{% extends "builtin:oep49/models.py.jinja" %}{% block str scoped %}        return "x"\n{% endblock %}',
    )
    app.done()
    text = (app.folder / "models.py").read_text()
    assert "x = ( 1 )\n" in text
    assert 'return "x"\n' in text


def test_conflicts_are_marked_and_found_after_formatting(app: App) -> None:
    app.edit("models.py", "return self.title", "return self.title * 2")
    app.template(
        "models.py",
        '{% extends "builtin:oep49/models.py.jinja" %}'
        '{% block str scoped %}        return self.title+"x"\n{% endblock %}',
    )
    found, _ = app.done()
    (conflict,) = found.conflicts
    lines = (app.folder / "models.py").read_text().split("\n")
    what = "the template has this instead of yours, which follows"
    assert conflict == FileConflict(app.folder / "models.py", conflict.line, what)
    assert lines[conflict.line - 1 : conflict.line + 3] == [
        "        # <<<<<<< the template has this instead of yours, which follows",
        '        # return self.title + "x"',
        "        # >>>>>>> take over what you need, then delete these lines",
        "        return self.title * 2",
    ]
    assert app.upgrade().changes.changes == ()  # what is marked is known; it does not come again


def test_files_that_come_and_go(app: App) -> None:
    grown, manifest = app.done(components=frozenset({"api"}))
    assert {change.path.name: type(change) for change in grown.changes.changes} == {
        "api.py": Create,
        "models.py": Replace,  # its docstring names api.py
        "admin.py": Delete,
        "README.rst": Delete,
        MANIFEST: Replace,
    }
    assert manifest.components == ("api",)
    assert [file.path for file in manifest.files if "/" not in file.path] == [
        "__init__.py",
        "api.py",
        "apps.py",
        "models.py",
    ]


def test_what_was_edited_or_deleted_does_not_go_or_come(app: App) -> None:
    app.edit("admin.py", "Order", "Mine")
    (app.folder / "README.rst").unlink()
    app.template("README.rst", "New\n")
    (app.folder / "apps.py").unlink()
    found, manifest = app.done(components=frozenset({"readme"}))
    assert found.kept == (
        (app.folder / "README.rst", "you have deleted it, and the template has changed"),
        (app.folder / "admin.py", "the template has gone, and you have changed it"),
    )
    assert not (app.folder / "README.rst").exists()
    assert not (app.folder / "apps.py").exists()
    assert manifest.file("admin.py") is None
    (app.folder / "admin.py").unlink()
    app.manifest = replace(manifest, files=(*manifest.files, ManifestFile("gone.py", b"", "oep49/gone.py.jinja")))
    assert app.upgrade(components=frozenset({"readme"})).kept == ()


def test_files_of_a_person_in_the_place_of_new_ones(app: App) -> None:
    (app.folder / "tests").mkdir()
    (app.folder / "tests" / "__init__.py").write_text("x = 1\n")
    (app.folder / "api.py").write_text('"""Mine."""\n\n\ndef own():\n    """Mine."""\n')
    found, manifest = app.done(components=frozenset({"api", "tests", "readme", "admin"}))
    text = (app.folder / "api.py").read_text()
    assert "def own():" in text
    assert "def list_orders(" in text
    assert [conflict.line for conflict in found.conflicts] == [1]  # two docstrings
    assert "x = 1\n" in (app.folder / "tests" / "__init__.py").read_text()
    assert manifest.file("api.py") is not None
    again, _ = app.done(components=frozenset({"api", "tests", "readme", "admin"}))
    assert again.changes.changes == ()


def test_a_persons_file_with_the_same_content_stays_a_persons(app: App) -> None:
    app.template("extra.txt", "x\n")
    (app.folder / "extra.txt").write_text("x\n")
    _, manifest = app.done()
    assert manifest.file("extra.txt") is None


def test_a_file_that_can_not_be_merged_is_tried_again(app: App) -> None:
    app.edit("admin.py", "class", "clas")
    app.edit("models.py", '"""Database', '# coding: klingon\n"""Database')
    (app.folder / "README.rst").write_bytes(b"\xff\n")
    old = app.manifest
    for name in ("admin.py", "models.py", "README.rst"):
        app.template(name, "x = 1\n")
    found, manifest = app.done()
    assert [path.name for path, _ in found.refused] == ["models.py", "admin.py", "README.rst"]
    assert all(manifest.file(path.name) == old.file(path.name) for path, _ in found.refused)
    assert found.refused[1][1].startswith("it does not parse (")
    app.edit("admin.py", "clas ", "class ")
    assert app.upgrade().behind == ("README.rst", "admin.py", "models.py")
    assert [path.name for path, _ in app.upgrade().refused] == ["models.py", "README.rst"]


def test_encodings_are_kept(app: App) -> None:
    text = (app.folder / "models.py").read_text()
    (app.folder / "models.py").write_bytes(f"# coding: latin-1\n{text}x = 'é'\n".encode("latin-1"))
    app.template(
        "models.py",
        '{% extends "builtin:oep49/models.py.jinja" %}{% block str scoped %}        return "x"\n{% endblock %}',
    )
    app.done()
    content = (app.folder / "models.py").read_bytes()
    assert b"'\xe9'" in content or b'"\xe9"' in content
    (app.folder / "README.rst").write_bytes(
        b"\xef\xbb\xbf" + (app.folder / "README.rst").read_bytes().replace(b"\n", b"\r\n") + b"mine\r\n"
    )
    app.template("README.rst", '{% extends "builtin:oep49/README.rst.jinja" %}{% block purpose %}Why\n{% endblock %}')
    app.done()
    content = (app.folder / "README.rst").read_bytes()
    assert content.startswith(b"\xef\xbb\xbforders\r\n")
    assert b"Why\r\n" in content


def test_formats_without_comments_get_the_version_of_the_template_beside(app: App) -> None:
    app.template("data.json", '{"a": 1}\n')
    app.done()
    for number in ("3", "4"):
        (app.folder / "data.json").write_text('{"a": 2}\n')
        app.template("data.json", f'{{"a": {number}}}\n')
        found, _ = app.done()
        assert [conflict.line for conflict in found.conflicts] == [0]
        assert (app.folder / "data.json").read_text() == '{"a": 2}\n'
        assert (app.folder / "data.json.template").read_text() == f'{{"a": {number}}}\n'


def test_where_no_settings_boot_nothing_is_rehearsed(app: App) -> None:
    app.template("README.rst", "New\n")
    found = app.upgrade()
    assert rehearsed(found, app.request, PROJECT) == found


def test_the_result_is_rehearsed_where_settings_boot(app: App) -> None:
    (app.root / "settings.py").write_text(
        "INSTALLED_APPS = ['orders']\n"
        "DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': ':memory:'}}\n"
        "DEFAULT_AUTO_FIELD = 'django.db.models.BigAutoField'\nUSE_TZ = True\n"
    )
    (app.folder / "migrations" / "0001_initial.py").unlink()
    (app.folder / "migrations" / "__init__.py").touch()
    project = replace(PROJECT, settings="settings")
    assert rehearsed(app.upgrade(), app.request, project) == app.upgrade()
    found = app.upgrade(components=frozenset({"api"}))
    assert rehearsed(found, app.request, project) == replace(found, migrations=("0001_initial",))
    app.template("models.py", "raise RuntimeError\n")
    with pytest.raises(OpinionatedError, match="the project does not start: RuntimeError"):
        rehearsed(app.upgrade(), app.request, project)


def test_what_stands_around_models_that_were_there_first_is_left_alone(app: App) -> None:
    app.manifest = replace(app.manifest, from_models=("orders",), files=())
    around: dict[str, object] = {"from_models": ("orders",), "api_versions": ("v1", "v2")}
    (app.folder / "rest_api" / "v1").mkdir(parents=True)
    found = app.upgrade(**around, components=frozenset({"admin", "rest_api"}))
    changed = names(found, app.root)
    assert "orders/rest_api/v2/views.py" in changed
    assert not [name for name in changed if "/v1/" in name or name.endswith(("admin.py", "models.py", "apps.py"))]


def test_a_manifest_that_describes_a_model_that_cannot_be_one_is_damaged(app: App) -> None:
    manifest = replace(app.manifest, models=('{"name": "a b"}',))
    with pytest.raises(OpinionatedError, match="it describes a model that can't be one"):
        request_from(manifest, app.request.place, ENVIRONMENT)


def test_a_field_of_the_template_that_old_rows_have_no_value_for_is_a_migration_like_others(app: App) -> None:
    (app.root / "settings.py").write_text(
        "INSTALLED_APPS = ['orders']\nDATABASES = {}\nDEFAULT_AUTO_FIELD = 'django.db.models.BigAutoField'\n"
    )
    (app.folder / "migrations" / "__init__.py").touch()
    (app.folder / "migrations" / "0001_initial.py").write_text(
        "from django.db import migrations, models\n\n\nclass Migration(migrations.Migration):\n    initial = True\n"
        "    operations = [migrations.CreateModel('Order', [('id', models.BigAutoField("
        "auto_created=True, primary_key=True, serialize=False, verbose_name='ID'))])]\n"
    )
    app.template(
        "models.py",
        "from django.db import models\n\n\nclass Order(models.Model):\n    code = models.CharField(max_length=9)\n",
    )
    project = replace(PROJECT, settings="settings")
    assert rehearsed(app.upgrade(), app.request, project).migrations == ("0002_order_code",)
    with pytest.raises(OpinionatedError) as caught:
        Rehearsal((), unsure="order.code").certain("orders")
    assert caught.value.message == "order.code has no value for the rows that are there already."


def test_what_black_can_not_read_is_not_in_its_format() -> None:
    assert not _is_black("def (", Path("x.py"), 88)


def test_apps_are_found_by_module_label_and_folder(app: App) -> None:
    (app.root / "venv").mkdir()
    (app.root / "venv" / "pyvenv.cfg").touch()
    (app.root / "venv" / MANIFEST).touch()
    (found,) = look_for_apps(app.root).apps
    assert (found.manifest, found.place) == (app.manifest, app.request.place)
    assert find_generated("orders", app.root) == find_generated("./orders/", app.root) == found
    with pytest.raises(OpinionatedError) as caught:
        find_generated("order", app.root)
    assert str(caught.value) == "There is no app 'order' with a manifest.\nDid you mean orders?"
    broken = app.root / "broken" / MANIFEST
    broken.parent.mkdir()
    broken.write_text("?")
    assert find_generated("orders", app.root) == found
    with pytest.raises(OpinionatedError, match=r"broken/\.startpatternapp\.json is damaged: it is not JSON"):
        find_generated("broken", app.root)
    broken.unlink()
    (app.folder / MANIFEST).unlink()
    with pytest.raises(OpinionatedError) as caught:
        find_generated("orders", app.root)
    assert caught.value.hint == "Only apps that startpatternapp has made have one: the file .startpatternapp.json."
