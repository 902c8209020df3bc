"""Apps that grow: what is added later is what would have been made at once."""

import io
import json
import os
import re
from itertools import pairwise
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from django_opinionated_startapp.scaffold.manifest import MANIFEST

from .conftest import Project

COMPONENTS = ("api", "data", "rest_api", "signals", "tasks", "tests", "readme", "adr")
SPEC = "Order title:str owner:user"
# More are tried where there is time: each costs some seconds.
EXAMPLES = int(os.environ.get("DOS_GROWTH_EXAMPLES", "2"))


def call(folder: Path, *arguments: str) -> tuple[str, str]:
    """Run the command in this process, in ``folder``; return what it writes to stdout and to stderr."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        call_command("startpatternapp", *arguments, "--no-color", stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def refused(folder: Path, *arguments: str) -> str:
    before = tree(folder)
    with pytest.raises(CommandError) as caught:
        call(folder, *arguments)
    assert tree(folder) == before
    return str(caught.value)


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }


def without_migrations(found: dict[str, bytes]) -> dict[str, bytes]:
    """Return a tree without migrations, and without what the manifest says of them."""
    kept = {name: content for name, content in found.items() if "/migrations/0" not in name}
    manifest = kept[f"orders/{MANIFEST}"]
    lines = [line for line in manifest.splitlines() if b"migrations/0" not in line]
    return {**kept, f"orders/{MANIFEST}": b"\n".join(lines)}


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    once, later = tmp_path / "once", tmp_path / "later"
    once.mkdir()
    later.mkdir()
    return once, later


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.permutations(COMPONENTS), st.sets(st.integers(1, len(COMPONENTS) - 1), min_size=1, max_size=2))
def test_components_added_in_any_order_equal_those_made_at_once(
    tmp_path_factory: pytest.TempPathFactory, order: list[str], cuts: set[int]
) -> None:
    bounds = [0, *sorted(cuts), len(order)]
    first, *steps = [order[start:end] for start, end in pairwise(bounds)]
    folder = tmp_path_factory.mktemp("grow")
    once, later = folder / "once", folder / "later"
    once.mkdir()
    later.mkdir()
    call(once, "orders", "-m", SPEC, "--only", *order)
    call(later, "orders", "-m", SPEC, "--only", *first)
    for step in steps:
        call(later, "orders", "--add", *step)
    assert tree(later) == tree(once)


def test_versions_added_in_any_order_are_the_same_and_leave_the_first_alone(folders: tuple[Path, Path]) -> None:
    once, later = folders
    for folder in folders:
        call(folder, "orders", "-m", SPEC, "--only", "rest_api", "tests")
    first = {name: content for name, content in tree(once).items() if "v1" in name}
    call(once, "orders", "--add-version", "v2")
    call(once, "orders", "--add-version", "3")
    out, _ = call(later, "orders", "--add-version", "v3")
    assert "+ orders/rest_api/v3/views.py\n" in out
    assert "rest_api/v1" not in out
    call(later, "orders", "--add-version", "v2")
    assert tree(later) == tree(once)
    found = tree(once)
    assert {name: content for name, content in found.items() if "v1" in name} == first
    assert b'ref_name = "OrderV2"' in found["orders/rest_api/v2/serializers.py"]
    assert b"ref_name" not in found["orders/rest_api/v1/serializers.py"]
    urls = found["orders/rest_api/urls.py"].decode()
    assert re.findall(r'path\("(v\d)/"', urls) == ["v1", "v2", "v3"]


def test_a_model_added_later_has_a_migration_of_its_own(folders: tuple[Path, Path]) -> None:
    once, later = folders
    tag = "Tag name:str orders:m2m:Order"
    call(once, "orders", "-m", SPEC, "-m", tag, "--only", "api", "tests")
    call(later, "orders", "-m", SPEC, "--only", "api", "tests")
    call(later, "orders", "--add-model", tag, "--add-model", tag)
    assert "orders/migrations/0002_tag.py" in tree(later)
    assert without_migrations(tree(later)) == without_migrations(tree(once))
    said = call(later, "orders", "--add-model", tag, "--add", "api")[1]
    assert said.startswith("Nothing to do: everything is there already.")


def test_the_example_model_stays(tmp_path: Path) -> None:
    call(tmp_path, "orders", "--only", "data")
    call(tmp_path, "orders", "--add-model", "Tag name")
    models = tree(tmp_path)["orders/models.py"].decode()
    assert re.findall(r"^class (\w+)\(models.Model\)", models, re.MULTILINE) == ["Order", "Tag"]


def test_a_dry_run_a_patch_and_json_write_nothing(tmp_path: Path) -> None:
    call(tmp_path, "orders", "--only", "data")
    before = tree(tmp_path)
    out, err = call(tmp_path, "orders", "--add", "tasks", "--dry-run")
    assert "+ orders/tasks.py\n" in out
    assert "Nothing was written, since this is a dry run." in err
    assert "+++ b/orders/tasks.py" in call(tmp_path, "orders", "--add", "tasks", "--diff")[0]
    data = json.loads(call(tmp_path, "orders", "--add", "tasks", "--dry-run", "--json")[0])
    assert (data["app"], data["components"], data["dry_run"]) == ("orders", ["data", "tasks"], True)
    assert tree(tmp_path) == before


def test_what_a_person_wrote_is_kept(tmp_path: Path) -> None:
    call(tmp_path, "orders", "-m", SPEC, "--only", "api")
    api = tmp_path / "orders" / "api.py"
    api.write_text(api.read_text() + '\n\ndef own() -> int:\n    """Return one."""\n    return 1\n')
    models = tmp_path / "orders" / "models.py"
    models.write_text(models.read_text().replace('_("title")', '_("name of it")'))
    said = call(tmp_path, "orders", "--add", "data")[1]
    assert "def own() -> int:" in api.read_text()
    assert "from .data import" in api.read_text()
    assert "The models need a migration: manage.py makemigrations orders" in said


def test_where_both_wrote_a_person_has_to_look(tmp_path: Path) -> None:
    call(tmp_path, "orders", "-m", SPEC, "--only", "api")
    api = tmp_path / "orders" / "api.py"
    api.write_text(api.read_text().replace("Python API of orders", "The orders API"))
    (tmp_path / "orders" / "tasks.py").write_text('"""Mine."""\n\nlogger = None\n')
    with pytest.raises(CommandError, match="You and the templates have changed"):
        call(tmp_path, "orders", "--add", "tasks", "data")
    assert "logger" in (tmp_path / "orders" / "tasks.py").read_text()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an app that has little; nothing may change it."""
    folder = tmp_path_factory.mktemp("small")
    call(folder, "orders", "-m", SPEC, "--only", "tasks")
    return folder


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("orders --add datas", "The pattern oep49 has no component 'datas'.\nDid you mean data?"),
        ("orders --add admin", "The component 'admin' needs django.contrib.admin, which is not installed."),
        ("orders --add-version v2", "orders has no API that could have versions.\nAdd rest_api first."),
        ("orders --add rest_api --add-version x", "'x' is not the version of an API."),
        ("orders --add-model Order", "orders has a model Order already.\nChoose another name."),
        ("missing --add data", "There is no app 'missing' that could grow.\nMake it first: manage.py startpatternapp"),
        ("--add data", "--add needs the name of an app.\nThe app's name goes before --add."),
        ("orders --add data --model Tag", "--add can't go with --model.\nThe app keeps what it was made with"),
        ("orders --add data --common", "--add can't go with --common."),
        ("orders --add data --label x", "--add can't go with --label."),
        ("orders --add data --from-model auth", "--from-model and --add can't go together.\nDo one at a time."),
        ("orders --from-model auth", "--from-model can't go with the name of an app.\nThe layers go into the app"),
        ("--from-model auth --from-table x", "--from-model and --from-table can't go together."),
        ("orders --database x", "--database goes with --from-table."),
        ("--from-table x", "--from-table needs the name of an app."),
        ("orders --from-table x --model Tag", "--from-table can't go with --model."),
        ("orders --template own --add data", "--add is for patterns and can't go with --template."),
        ("--list --add data", "--list stands alone."),
        ("auth --add-model Tag", "django.contrib.auth is not an app of this project"),
        ("auth --add-version v2", "django.contrib.auth is not an app of this project"),
        ("auth --add data", "django.contrib.auth is not an app of this project"),
    ],
)
def test_mistakes_are_refused(small: Path, arguments: str, said: str) -> None:
    assert said in refused(small, *arguments.split())


def test_growth_is_wired(project: Project) -> None:
    project.run("orders", "-m", SPEC, "--install", "--only", "tests", "data")
    done = project.run("orders", "--add", "rest_api", "admin", "signals")
    assert 'path("api/orders/", include("orders.urls")),' in done.stderr
    done = project.run("orders", "--add-model", "Tag name:str", "--add-version", "v2", "--install")
    assert "~ config/urls.py" in done.stdout
    tested = project.python("-W", "error", "manage.py", "test", "orders")
    assert tested.returncode == 0, tested.stderr
    checked = project.python("manage.py", "makemigrations", "--check", "--dry-run")
    assert checked.returncode == 0, checked.stdout


def test_new_files_are_not_made_for_models_that_have_changed(project: Project) -> None:
    project.run("orders", "-m", SPEC, "-m", "Tag name", "--install", "--only", "data")
    models, data = "orders/models.py", "orders/data.py"
    for file in (models, data):
        project.edit(file, "title", "heading")
    hint = f'Change "specs" in {project.root.resolve() / "orders" / MANIFEST} as the models were changed, '
    said = project.refused("orders", "--add", "api")
    assert said == (
        "CommandError: The model Order of orders has no field 'title' any more, and the new files would use it.\n"
        f"{hint}and run the command again.\n"
    )
    project.edit(f"orders/{MANIFEST}", SPEC, SPEC.replace("title", "heading"))
    text = (project.root / models).read_text()
    (project.root / models).write_text(text[: text.index("\n\nclass Tag(")])
    said = project.refused("orders", "--add", "api")
    assert said.startswith("CommandError: orders has no model Tag any more, and the new files would use it.\n")
    project.edit(f"orders/{MANIFEST}", ', "Tag name"', "")
    done = project.run("orders", "--add", "api")
    assert "stays as it is" not in done.stderr
    api = (project.root / "orders" / "api.py").read_text()
    assert ("heading=order.heading" in api, "title" in api, "Tag" in api) == (True, False, False)
    assert "heading" in (project.root / data).read_text()
