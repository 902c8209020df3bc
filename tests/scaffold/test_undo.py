"""Taking an app back leaves the tree that there was, but for what a person has done in between."""

import stat
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from django_opinionated_startapp.changes import Replace
from django_opinionated_startapp.conf import Config
from django_opinionated_startapp.errors import OpinionatedError
from django_opinionated_startapp.pattern import OEP49
from django_opinionated_startapp.scaffold.build import Build, Project, build_app
from django_opinionated_startapp.scaffold.environment import Environment
from django_opinionated_startapp.scaffold.fields import parse_models
from django_opinionated_startapp.scaffold.generated import Generated, find_generated
from django_opinionated_startapp.scaffold.manifest import MANIFEST
from django_opinionated_startapp.scaffold.rehearse import Plan, Rehearsal, Stage
from django_opinionated_startapp.scaffold.request import AppRequest, choose_components, locate
from django_opinionated_startapp.scaffold.undo import Kept, Undo, plan_undo
from django_opinionated_startapp.scaffold.wire import CannotWire

from .wire.test_random_settings import files as settings_files

SETTINGS = b"INSTALLED_APPS = [\n    'django.contrib.auth',\n]\n"
URLS = b"from django.urls import path\n\nurlpatterns = []\n"
MIGRATION = "from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n    initial = True\n"


class Believing:
    """A stage that finds nothing wrong, in no time."""

    def rehearse(self, plan: Plan) -> Rehearsal:
        new = not any(path.is_file() for path in plan.files[0][0].parent.rglob("0001_initial.py"))
        return Rehearsal((("migrations/0001_initial.py", MIGRATION),) if new else ())


STAGE = cast("Stage", Believing())


@contextmanager
def project(files: Mapping[str, bytes]) -> Iterator[Path]:
    """Make a project of ``files``; Python finds its modules, and no others beside those of Python itself."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        root = Path(folder).resolve()
        for name, content in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(content)
        patch.setattr(sys, "path", [str(root), *sys.path])
        yield root


def tree(root: Path) -> dict[str, tuple[int, bytes]]:
    """Return every file and folder, with its mode."""
    return {
        path.relative_to(root).as_posix(): (
            stat.S_IMODE(path.lstat().st_mode),
            path.read_bytes() if path.is_file() else b"",
        )
        for path in root.rglob("*")
    }


@dataclass(frozen=True)
class Wish:
    """An app to generate; ``wired`` puts it into the settings and URLs of the project."""

    name: str = "apps.orders"
    components: frozenset[str] = frozenset({"api", "data"})
    models: tuple[str, ...] = ()
    packages: frozenset[str] = frozenset()
    installed: frozenset[str] = frozenset()
    wired: bool = True

    def build(self, root: Path) -> Build:
        environment = Environment((6, 1), packages=self.packages, installed=self.installed)
        place = locate(self.name, None, root)
        parsed = parse_models(self.models, app=place.name, label=place.name, environment=environment)
        request = AppRequest(place, place.name, OEP49, self.components, parsed, specs=self.models)
        where = ("oep49_settings", "oep49_urls") if self.wired else (None, None)
        return build_app(request, Project(environment, Config(), *where), install=self.wired, stage=STAGE)

    def generate(self, root: Path) -> Generated:
        planned = self.build(root)
        planned.changes.apply()
        return find_generated(planned.request.module, root)


REST = Wish(components=frozenset({"api", "data", "rest_api"}), packages=frozenset({"rest_framework"}))


def undo(app: Generated) -> Undo:
    planned = plan_undo(app)
    planned.changes.apply()
    return planned


def files(app: bytes = SETTINGS, urls: bytes = URLS) -> dict[str, bytes]:
    return {"oep49_settings.py": app, "oep49_urls.py": urls}


components = st.sets(st.sampled_from(OEP49.component_names)).map(
    lambda only: choose_components(OEP49, only=only or {"api"}).components
)


wishes = st.builds(
    Wish,
    st.sampled_from(["orders", "apps.orders", "apps/shop/order_items", "apps.a.b.c"]),
    components,
    st.sampled_from([(), ("Order title:str owner:user",), ("Order due:date:null", "Line order:fk:Order")]),
    st.sampled_from([frozenset(), frozenset({"rest_framework"}), frozenset({"rest_framework", "django_filters"})]),
)
urlconfs = st.sampled_from(
    [
        URLS,
        b"from django.urls import include, path\n\nurlpatterns = [path('', include('a'))]",
        b'"""URLs."""\n\nurlpatterns = [\n]\n',
    ]
)


# Shrinking would take minutes, and the first example found says enough.
@settings(
    max_examples=8,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(wishes, settings_files(), urlconfs, st.data())
def test_undo_leaves_the_tree_that_there_was(wish: Wish, shape: bytes, urls: bytes, data: st.DataObject) -> None:
    others = {"apps/other/models.py": b""} if data.draw(st.booleans(), "others") else {}
    with project({**files(shape, urls), **others}) as root:
        before = tree(root)
        try:
            app = wish.generate(root)
        except CannotWire:
            event("not wired")
            app = replace(wish, wired=False).generate(root)
        folder = app.place.directory
        names = [file.path for file in app.manifest.files if b"rest_framework" not in file.base]
        edited = data.draw(st.sets(st.sampled_from(names), max_size=2), "edited")
        foreign = data.draw(st.sets(st.sampled_from(["notes.txt", "tests/data/orders.json"]), max_size=1), "foreign")
        for path in edited:
            (folder / path).write_bytes((folder / path).read_bytes() + b"# mine\n")
        for path in foreign:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(b"mine")
        mine = {folder / path: (folder / path).read_bytes() for path in edited | foreign}
        planned = undo(app)
        assert {each.path for each in planned.kept} == set(mine)
        after = {path: found for path, found in tree(root).items() if path not in _packages(root, before)}
        left = {root / path: content for path, (_, content) in after.items() if path not in before}
        assert {path: content for path, content in left.items() if path.is_file()} == mine
        assert {path for path in left if path.is_dir()} == {
            above for path in mine for above in path.parents if above in left
        }
        assert {path: after[path] for path in before} == before


def _packages(root: Path, before: Mapping[str, object]) -> set[str]:
    """Return the new packages that stay, as something else is in them."""
    found = {path for path in root.rglob("__init__.py") if path.read_bytes().startswith(b'"""Apps of')}
    new = {path for path in found if path.relative_to(root).as_posix() not in before}
    assert all(len(list(path.parent.iterdir())) > 1 for path in new)
    return {path.relative_to(root).as_posix() for path in new}


# Lines in files of the project


def test_lines_are_taken_back_after_others_have_edited_the_files() -> None:
    with project(files()) as root:
        app = REST.generate(root)
        settings, urls = root / "oep49_settings.py", root / "oep49_urls.py"
        settings.write_text(settings.read_text().replace("'", '"').replace("]", '    "mine",  # last\n]'))
        urls.write_text(urls.read_text().replace("= [", "= [\n    path('mine/', view),\n    ") + "# end\n")
        undo(app)
        assert settings.read_text() == 'INSTALLED_APPS = [\n    "django.contrib.auth",\n    "mine",  # last\n]\n'
        assert urls.read_text() == (
            "from django.urls import path\n\nurlpatterns = [\n    path('mine/', view)]\n# end\n"
        )


def test_an_import_that_others_use_stays() -> None:
    with project(files()) as root:
        app = REST.generate(root)
        urls = root / "oep49_urls.py"
        urls.write_text(urls.read_text() + "urlpatterns += [path('', include('mine'))]\n")
        undo(app)
        assert urls.read_text() == (
            "from django.urls import include, path\n\nurlpatterns = []\nurlpatterns += [path('', include('mine'))]\n"
        )


@pytest.mark.parametrize("line", ["REST_FRAMEWORK = {}\n", "X = 'rest_framework.authtoken'\n"])
def test_a_package_that_the_project_uses_stays(line: str) -> None:
    with project(files()) as root:
        app = REST.generate(root)
        settings = root / "oep49_settings.py"
        settings.write_text(settings.read_text() + line)
        undo(app)
        assert settings.read_text() == SETTINGS.decode().replace("]", "    'rest_framework',\n]") + line


def test_a_package_goes_that_others_have_named_before_it_was_added() -> None:
    with project({**files(), "lib/clients.py": b"import rest_framework\n"}) as root:
        before = tree(root)
        app = REST.generate(root)
        assert {record.users for record in app.manifest.wiring} == {0, 1}
        undo(app)
        assert tree(root) == before


def test_a_package_stays_that_more_name_than_before_it_was_added() -> None:
    with project({**files(), "lib/clients.py": b"import rest_framework\n"}) as root:
        app = REST.generate(root)
        (root / "lib" / "more.py").write_text("from rest_framework import views\n")
        undo(app)
        assert b"rest_framework" in (root / "oep49_settings.py").read_bytes()


@pytest.mark.parametrize("first", [0, 1])
def test_the_last_of_several_apps_takes_along_what_they_share(first: int) -> None:
    with project(files()) as root:
        before = tree(root)
        one = replace(REST, name="apps.orders").generate(root)
        installed = frozenset({"rest_framework", "apps.orders"})
        two = replace(REST, name="apps.shop.lines", installed=installed).generate(root)
        apps = [one, two]
        assert [record.text for record in two.manifest.wiring] == [
            "apps.shop.lines",
            "rest_framework",
            "include",
            "api/lines/",
        ]
        undo(apps.pop(first))
        assert b"rest_framework" in (root / "oep49_settings.py").read_bytes()
        undo(*apps)
        assert tree(root) == before


def test_a_file_of_the_project_that_is_gone_is_not_missed() -> None:
    with project(files()) as root:
        app = REST.generate(root)
        (root / "oep49_urls.py").unlink()
        undo(app)
        assert tree(root) == {"oep49_settings.py": (0o644, SETTINGS)}


def test_lines_that_a_person_has_taken_out_are_not_missed() -> None:
    with project(files()) as root:
        app = REST.generate(root)
        (root / "oep49_settings.py").write_bytes(SETTINGS)
        (root / "venv").mkdir()
        (root / "venv" / "pyvenv.cfg").touch()
        (root / "venv" / "rest.py").write_text("import rest_framework\n")
        assert [change.path.name for change in plan_undo(app).changes.changes if isinstance(change, Replace)] == [
            "oep49_urls.py"
        ]


# Files


def test_what_is_no_file_any_more_stays() -> None:
    with project(files()) as root:
        app = Wish().generate(root)
        folder = app.place.directory
        (folder / "api.py").unlink()
        (folder / "data.py").unlink()
        (folder / "data.py").symlink_to("models.py")
        (folder / "models.py").unlink()
        (folder / "models.py").mkdir()
        (folder / "linked").symlink_to(root)
        planned = undo(app)
        assert planned.kept == (
            Kept(folder / "data.py", "is no regular file any more"),
            Kept(folder / "linked", "was not generated"),
            Kept(folder / "models.py", "is no regular file any more"),
        )
        assert sorted(path.name for path in folder.iterdir()) == ["data.py", "linked", "models.py"]


def test_packages_above_stay_where_they_are_edited_or_in_use() -> None:
    with project(files()) as root:
        app = replace(Wish(), name="apps.shop.orders").generate(root)
        (root / "apps" / "__init__.py").write_bytes(b"edited = True\n")
        (root / "apps" / "shop" / "__pycache__").mkdir()
        (root / "apps" / "shop" / "__pycache__" / "__init__.cpython-312.pyc").touch()
        undo(app)
        assert sorted(tree(root)) == ["apps", "apps/__init__.py", "oep49_settings.py", "oep49_urls.py"]


def test_folders_that_were_there_before_stay() -> None:
    with project(files()) as root:
        (root / "apps" / "orders").mkdir(parents=True)
        before = tree(root)
        undo(Wish().generate(root))
        assert tree(root) == before


def test_what_is_rehearsed() -> None:
    with project(files()) as root:
        app = Wish().generate(root)
        removal = plan_undo(app).removal("config.settings")
        assert removal.files == ((root / "oep49_settings.py", SETTINGS),)
        assert root / "apps" / "orders" / "models.py" in removal.gone
        assert (removal.module, removal.label, removal.settings) == ("apps.orders", "orders", "config.settings")


# What a manifest records


def test_a_second_run_changes_nothing() -> None:
    with project(files()) as root:
        REST.generate(root)
        again = REST.build(root)
        assert again.changes.pending().changes == ()
        assert again.manifest == again.earlier


def test_wiring_can_follow_later() -> None:
    with project(files()) as root:
        before = tree(root)
        replace(REST, wired=False).generate(root)
        app = REST.generate(root)
        assert len(app.manifest.wiring) == 4
        undo(app)
        assert tree(root) == before


def test_other_answers_are_refused() -> None:
    with project(files()) as root:
        Wish().generate(root)
        with pytest.raises(OpinionatedError) as caught:
            replace(REST, models=("Order",)).build(root)
        assert caught.value.args == (
            "apps.orders was generated from other answers before (components, models).",
            "Give the same ones again, or take it back first: manage.py startpatternapp apps.orders --undo",
        )


def test_what_stood_there_before_is_not_ours() -> None:
    with project({**files(), "apps/__init__.py": b""}) as root:
        planned = Wish().build(root).manifest.file("data.py")
        content = planned.base if planned else b""
        (root / "apps" / "orders").mkdir()
        (root / "apps" / "orders" / "data.py").write_bytes(content)
        tree_before = tree(root)
        app = Wish().generate(root)
        assert app.manifest.file("data.py") is None
        undo(app)
        assert tree(root) == tree_before


def test_a_file_that_a_person_kept_is_not_ours() -> None:
    with project({**files(), "apps/orders/api.py": b"mine\n"}) as root:
        planned = Wish().build(root)
        kept = planned.changes.root / "apps" / "orders" / "api.py"
        left = tuple(change for change in planned.changes.changes if change.path != kept)
        settled = planned.settled(replace(planned.changes, changes=left))
        settled.apply()
        app = find_generated("orders", root)
        assert app.manifest.file("api.py") is None
        assert app.manifest.file("data.py") is not None
        assert planned.settled(planned.changes) is planned.changes
        assert undo(app).kept == (Kept(kept, "was not generated"),)


def test_an_edited_file_that_is_kept_again_stays_known() -> None:
    with project(files()) as root:
        app = Wish().generate(root)
        edited = app.place.directory / "api.py"
        edited.write_bytes(b"mine\n")
        again = Wish().build(root)
        left = tuple(change for change in again.changes.changes if change.path != edited)
        again.settled(replace(again.changes, changes=left)).apply()
        assert find_generated("orders", root).manifest == app.manifest
        assert undo(app).kept == (Kept(edited, "was edited"),)


def test_damage_of_other_manifests_does_not_matter() -> None:
    with project({**files(), f"apps/other/{MANIFEST}": b"?", "apps/other/__init__.py": b""}) as root:
        installed = frozenset({"django.contrib.auth", "apps.other", "missing"})
        Wish(installed=installed).build(root).changes.apply()
        assert (root / "apps" / "orders" / MANIFEST).is_file()
