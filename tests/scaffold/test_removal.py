"""A project is loaded as it would be without an app, whose files still stand on the disk."""

from pathlib import Path

import pytest

from django_opinionated_startapp.errors import OpinionatedError
from django_opinionated_startapp.scaffold import rehearse
from django_opinionated_startapp.scaffold.overlay import Overlay
from django_opinionated_startapp.scaffold.rehearse import Removal, Stage

SETTINGS = "SECRET_KEY = 'x'\nINSTALLED_APPS = ['django.contrib.contenttypes', 'blog'{}]\nUSE_TZ = True\n"
FILES = {
    "config/__init__.py": "",
    "config/settings.py": SETTINGS.format(", 'orders'"),
    "orders/__init__.py": "",
    "orders/data.txt": "",
    "orders/models.py": "from django.db import models\n\n\nclass Order(models.Model):\n    pass\n",
    "blog/__init__.py": "",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write(tmp_path, FILES)
    return tmp_path


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


def remove(root: Path, settings: str = SETTINGS.format("")) -> None:
    gone = tuple(root / "orders" / name for name in ("__init__.py", "models.py", "data.txt"))
    edits = ((root / "config" / "settings.py", settings.encode()),)
    with Stage(root) as child:
        child.rehearse_removal(Removal("orders", "orders", "config.settings", gone, edits))


def refused(root: Path, settings: str = SETTINGS.format("")) -> tuple[str, str]:
    with pytest.raises(OpinionatedError) as caught:
        remove(root, settings)
    return caught.value.message, caught.value.hint


def test_a_project_that_does_without(root: Path) -> None:
    remove(root)
    write(root, {"config/urls.py": "urlpatterns = []\n"})
    remove(root, SETTINGS.format("") + "ROOT_URLCONF = 'config.urls'\n")


@pytest.mark.parametrize("entry", ["orders", "orders.apps.OrdersConfig"])
def test_settings_that_hold_the_app(root: Path, entry: str) -> None:
    assert refused(root, SETTINGS.format(f", {entry!r}")) == (
        "The settings config.settings still hold orders, in a line that was not added for it.",
        "Take orders out of INSTALLED_APPS, then run the command again.",
    )


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("import orders.models", "ModuleNotFoundError: No module named 'orders'"),
        ("open('orders/data.txt')", "FileNotFoundError: [Errno 2] No such file or directory: 'orders/data.txt'"),
    ],
)
def test_code_that_needs_what_is_gone(root: Path, line: str, reason: str) -> None:
    write(root, {"blog/models.py": f"{line}\n"})
    assert refused(root) == (
        f"Without the app the project does not start: {reason}.",
        "See blog/models.py, line 1.",
    )


def test_an_error_of_the_checks_that_names_the_app(root: Path) -> None:
    field = "models.ForeignKey('{}', models.CASCADE)"
    model = f"from django.db import models\n\n\nclass Post(models.Model):\n    order = {field}\n"
    write(root, {"blog/models.py": model.format("orders.Order")})
    message, _ = refused(root)
    assert message.startswith("Without the app Django's system checks find an error: blog.Post.order: (fields.E30")
    write(root, {"blog/models.py": model.format("nothing.Nothing")})
    remove(root)  # that was wrong before


def test_a_project_that_hangs_or_dies(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(root, "import os\nos._exit(3)\n")[0] == (
        "Without the app the project does not start: its process ended with status 3."
    )
    monkeypatch.setattr(rehearse, "_PATIENCE", 0.01)
    assert refused(root)[0] == "Without the app the project does not start within 0.01 seconds."


def test_what_is_gone_can_be_written(tmp_path: Path) -> None:
    gone = tmp_path / "gone.py"
    overlay = Overlay([], [gone])
    with overlay.open(gone, "w", encoding="utf-8") as file:
        file.write("new")
    assert overlay.hides(gone)
    with pytest.raises(FileNotFoundError):
        overlay.open(gone)
