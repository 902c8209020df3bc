"""What was amiss before is told, and is not taken for a fault of the squash."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError
from django.db import Error

from django_opinionated_startapp.squash import bench as benches
from django_opinionated_startapp.squash.verify import files
from django_opinionated_startapp.squash.verify.drift import Change

from .projects import copied, loaded, squashall

MODELS = """from django.db import models


class Item(models.Model):
    name = models.CharField(max_length=%d)
    price = models.IntegerField(default=0)

    class Meta:
        app_label = "shop"
"""


@pytest.fixture
def _forgotten_models() -> Iterator[None]:
    """Forget the models of the app afterwards, which other tests have without any."""
    yield
    apps.all_models.pop("shop", None)


def report(folder: Path) -> dict[str, Any]:
    with loaded(folder):
        return dict(json.loads(squashall("--json", "--dry-run", verbosity=0)[0])["already_so_before"])


def with_models(tmp_path: Path, length: int) -> Path:
    """Return a project of one app with models; those of its migrations are told by their own text."""
    folder = copied("one_app", tmp_path)
    (folder / "shop" / "models.py").write_text(MODELS % length, encoding="utf-8")
    return folder


@pytest.mark.usefixtures("_forgotten_models")
def test_what_differs_from_the_models_is_told(tmp_path: Path) -> None:
    found = report(with_models(tmp_path, 77))
    assert any("name" in each for each in found["makemigrations"])
    names = [(each["table"], each["name"]) for each in found["schema"] if each["kind"] == "changed"]
    assert ("shop_item", "name") in names
    assert found["unknown"] == ""


@pytest.mark.usefixtures("_forgotten_models")
def test_tables_are_made_of_those_models_only_that_have_any(tmp_path: Path) -> None:
    view = "\n\nclass View(models.Model):\n    class Meta:\n        app_label = 'shop'\n        managed = False\n"
    path = with_models(tmp_path, 9) / "shop" / "models.py"
    path.write_text(path.read_text(encoding="utf-8") + view, encoding="utf-8")
    found = report(tmp_path)
    assert {each["table"] for each in found["schema"] if each["kind"] == "changed"} == {"shop_item"}
    assert "shop_view" not in {each["table"] for each in found["schema"]}
    assert found["unknown"] == ""


def test_what_makemigrations_would_write_is_told_under_a_heading(tmp_path: Path) -> None:
    with loaded(copied("one_app", tmp_path)):
        out, _ = squashall("--dry-run")
    assert "Already so before, and left as it is:\n  makemigrations would write shop: Delete model Item\n" in out


def test_models_of_which_no_tables_can_be_made_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fail(_alias: str) -> None:
        raise Error("no such extension")

    monkeypatch.setattr(benches, "make_tables", fail)
    with loaded(copied("one_app", tmp_path)):
        out, _ = squashall("--dry-run")
    assert "The models can't be compared, since no tables can be made of them alone: no such extension." in out


def test_a_squash_that_makes_makemigrations_write_more_is_not_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found = iter([[], [Change("shop", 1, "shop: Alter field x")]] * 9)
    monkeypatch.setattr(files, "pending", lambda _disk: next(found))
    with loaded(copied("one_app", tmp_path)):
        _, err = squashall("--dry-run")
    assert "Once more, because makemigrations would write shop: Alter field x" in err
    assert "There is nothing to squash." in err


def test_a_change_to_an_app_that_is_not_squashed_lays_the_blame_on_all(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found = iter([[], [Change("auth", 1, "auth: Alter field x")]] * 9)
    monkeypatch.setattr(files, "pending", lambda _disk: next(found))
    with loaded(copied("one_app", tmp_path)):
        assert "There is nothing to squash." in squashall("--dry-run")[1]


def test_a_lock_within_one_run_is_explained(tmp_path: Path) -> None:
    folder = copied("one_app", tmp_path)
    path = folder / "shop" / "migrations" / "0002_price.py"
    code = 'def lock(apps, editor):\n    raise OperationalError("database is locked")\n\n\nclass'
    text = (
        path.read_text(encoding="utf-8")
        .replace("class", code, 1)
        .replace("operations = [", "operations = [\n        migrations.RunPython(lock),")
    )
    path.write_text(f"from django.db import OperationalError\n{text}", encoding="utf-8")
    with loaded(folder), pytest.raises(CommandError, match="or verify on a server with --verify-with"):
        squashall()


def test_what_migrations_print_is_not_a_part_of_the_result(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folder = copied("function_without_effect", tmp_path)
    path = folder / "shop" / "migrations" / "0002_upper.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("def ", "def say(apps, editor):\n    print('hello')\n\n\ndef ", 1).replace(
            "operations = [", "operations = [\n        migrations.RunPython(say, say),"
        ),
        encoding="utf-8",
    )
    with loaded(folder):
        squashall("--dry-run")
    found = capsys.readouterr()
    assert found.out == ""
    assert "hello\n" in found.err
