"""Which files import a module."""

from pathlib import Path

import pytest

from django_opinionated_startapp.squash.references import Reference, references


@pytest.fixture
def modules(tmp_path: Path) -> dict[str, Path]:
    folder = tmp_path / "shop" / "migrations"
    folder.mkdir(parents=True)
    return {"shop.migrations.initial": folder / "initial.py", "shop.migrations.0002_price": folder / "0002_price.py"}


def found(root: Path, modules: dict[str, Path], name: str, text: str) -> list[str]:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    result = references(root, modules)
    assert {reference.path for reference in result} <= {path}
    return [reference.module.rpartition(".")[2] for reference in result]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.py", "import shop.migrations.initial"),
        ("x.py", "import shop.migrations.initial as old, os"),
        ("x.py", "from shop.migrations import initial"),
        ("x.py", "from shop.migrations.initial import function, other"),
        ("shop/models.py", "from .migrations.initial import function"),
        ("shop/models.py", "from .migrations import initial, other"),
        ("shop/migrations/0003_name.py", "from . import initial"),
        ("shop/migrations/deep/x.py", "from ..initial import function"),
        ("x.py", "import_module('shop.migrations.initial')"),
        ("x.py", "path = 'shop.migrations.initial.function'"),
        ("x.py", "()('shop.migrations.initial')"),
        ("shop/migrations/0003_name.py", "import_module('.initial', __package__)"),
        ("shop/migrations/0003_name.py", "import_module('.initial', package=__package__)"),
        ("x.py", "import_module('.initial', 'shop.migrations')"),
        ("x.py", "import_module('..migrations.initial', package='shop.views')"),
    ],
)
def test_an_import_is_found(name: str, text: str, modules: dict[str, Path], tmp_path: Path) -> None:
    assert found(tmp_path, modules, name, text) == ["initial"]


def test_a_module_that_python_has_no_name_for_is_found_in_texts(modules: dict[str, Path], tmp_path: Path) -> None:
    text = "\nold = __import__('shop.migrations.0002_price')\n"
    assert found(tmp_path, modules, "x.py", text) == ["0002_price"]
    (reference,) = references(tmp_path, modules)
    assert reference == Reference(tmp_path / "x.py", 2, "shop.migrations.0002_price")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.py", "import shop.migrations"),
        ("x.py", "import initial"),
        ("x.py", "from shop import migrations  # initial"),
        ("x.py", "from .migrations import initial"),
        ("x.py", "dependencies = [('shop', '0002_price')]"),
        ("x.py", "'''Like shop.migrations.initial, but better.'''"),
        ("x.py", "initial('.initial', 'elsewhere.migrations')"),
        ("x.py", "initial(); initial(1)"),
        ("x.py", "initial ("),
        ("x.py", "logging.getLogger('shop.migrations.initial')"),
        ("x.py", "getLogger('shop.migrations.initial')"),
        ("x.txt", "import shop.migrations.initial"),
        (".hidden/x.py", "import shop.migrations.initial"),
        ("lib/site-packages/x.py", "import shop.migrations.initial"),
    ],
)
def test_what_is_no_import_is_not(name: str, text: str, modules: dict[str, Path], tmp_path: Path) -> None:
    assert found(tmp_path, modules, name, text) == []


def test_environments_are_left_out(modules: dict[str, Path], tmp_path: Path) -> None:
    (tmp_path / "env").mkdir()
    (tmp_path / "env" / "pyvenv.cfg").touch()
    assert found(tmp_path, modules, "env/x.py", "import shop.migrations.initial") == []


def test_without_modules_nothing_is_read(tmp_path: Path) -> None:
    assert references(tmp_path / "nowhere", {}) == ()
