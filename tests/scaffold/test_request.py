"""Where an app goes, what it is called, and what it consists of."""

import sys
from pathlib import Path

import pytest

from django_opinionated_startapp.errors import OpinionatedError
from django_opinionated_startapp.pattern import OEP49
from django_opinionated_startapp.scaffold.request import (
    AppRequest,
    Choice,
    Place,
    choose_components,
    choose_label,
    locate,
)

OTHER = "Choose another name."


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path.resolve()


def make(root: Path, *files: str) -> None:
    """Make ``files``; one that ends in a slash is a folder."""
    for file in files:
        path = root / file
        (path if file.endswith("/") else path.parent).mkdir(parents=True, exist_ok=True)
        if not file.endswith("/"):
            path.touch()


def place_of(root: Path, name: str, directory: str | None = None, *entries: str) -> tuple[str, str, list[str]]:
    """Return the dotted path, the folder, and the missing packages."""
    place = locate(name, directory, root, [*entries, "", *sys.path])
    missing = [path.relative_to(root).as_posix() for path in place.packages]
    return place.module, place.directory.relative_to(root).as_posix(), missing


def refusal(root: Path, name: str, directory: str | None = None) -> tuple[str, str]:
    with pytest.raises(OpinionatedError) as caught:
        locate(name, directory, root, ["", *sys.path])
    return caught.value.message, caught.value.hint


# Where it goes


@pytest.mark.parametrize(
    ("name", "module", "folder"),
    [
        ("shop", "shop", "shop"),
        ("shop/", "shop", "shop"),
        ("./shop", "shop", "shop"),
        ("apps.shop", "apps.shop", "apps/shop"),
        ("apps/shop", "apps.shop", "apps/shop"),
        ("apps\\shop", "apps.shop", "apps/shop"),
        ("src/apps/shop/", "src.apps.shop", "src/apps/shop"),
    ],
)
def test_a_name_is_a_place(root: Path, name: str, module: str, folder: str) -> None:
    make(root, "src/__init__.py", "src/apps/__init__.py", "apps/__init__.py")
    assert place_of(root, name) == (module, folder, [])
    assert locate(name, None, root).module == module


@pytest.mark.parametrize("name", ["apps.shop", "src/apps/shop"])
def test_a_source_folder_on_the_path_is_no_part_of_the_module(root: Path, name: str) -> None:
    make(root, "src/apps/__init__.py")
    assert place_of(root, name, None, "src") == ("apps.shop", "src/apps/shop", [])


def test_a_package_that_another_one_hides_is_refused(root: Path) -> None:
    make(root, "src/apps/__init__.py", "apps/__init__.py")
    with pytest.raises(OpinionatedError) as caught:
        locate("./apps/shop", None, root, ["src", ""])
    assert caught.value.message == "'apps' is already the name of an installed module."
    assert locate("./apps/shop", None, root, ["", "src"]).directory == root / "apps/shop"


def test_missing_packages_are_listed_outermost_first(root: Path) -> None:
    make(root, "a/b/__init__.py")
    assert place_of(root, "a/b/c/shop") == ("a.b.c.shop", "a/b/c/shop", ["a/__init__.py", "a/b/c/__init__.py"])
    assert place_of(root, "x.y.shop") == ("x.y.shop", "x/y/shop", ["x/__init__.py", "x/y/__init__.py"])


def test_a_spread_namespace_stays_one(root: Path) -> None:
    make(root, "spread/", "lib/spread/")
    assert place_of(root, "spread/sub/shop", None, "lib", "lib/none") == (
        "spread.sub.shop",
        "spread/sub/shop",
        ["spread/sub/__init__.py"],
    )


def test_a_directory_is_the_app_whatever_the_name(root: Path) -> None:
    make(root, "shop/sales/")
    assert place_of(root, "orderz", "shop/sales") == ("shop.sales", "shop/sales", ["shop/__init__.py"])


def test_an_app_that_is_there_can_be_located_again(root: Path) -> None:
    make(root, "shop/__init__.py", "shop/models.py")
    assert place_of(root, "shop") == ("shop", "shop", [])


def test_virtual_environments_are_not_import_roots(root: Path) -> None:
    make(root, "venv/pyvenv.cfg", "venv/shop/", "env/site-packages/shop/", "shop/")
    place = locate("shop.sub", None, root, ["", "venv", "env/site-packages"])
    assert place.directory == root / "shop/sub"


# Refusals


@pytest.mark.parametrize("name", ["", ".", "./", "/", "..", "../evil", "a/../b", "/tmp/evil", "a..b", "shop.", "a//b"])  # noqa: S108
def test_what_is_no_path_to_an_app(root: Path, name: str) -> None:
    assert refusal(root, name) == (
        f"'{name}' can't name an app.",
        "Name it like orders, apps.orders or src/apps/orders.",
    )


@pytest.mark.parametrize("name", ["class", "def", "None", "True", "async", "import", "apps.class"])
def test_keywords_are_refused(root: Path, name: str) -> None:
    word = name.rpartition(".")[2]
    assert refusal(root, name) == (f"'{name}' can't name an app: '{word}' is a keyword of Python.", OTHER)


@pytest.mark.parametrize(
    "name", ["__init__", "__main__", "__", "_", "1st", "my-app", "a b", "é", "C:\\x", "x$", "a;b"]
)
def test_what_python_cannot_import_is_refused(root: Path, name: str) -> None:
    part = name.partition("\\")[0]
    assert refusal(root, name) == (
        f"'{name}' can't name an app: '{part}' is no name that Python can import.",
        "Use letters, digits and underscores, and start with a letter.",
    )


@pytest.mark.parametrize("name", ["json", "sys", "platform/shop"])
def test_modules_of_python_are_refused(root: Path, name: str) -> None:
    assert refusal(root, name) == (f"'{name.partition('/')[0]}' is a module of Python itself.", OTHER)


@pytest.mark.parametrize("name", ["django", "pytest", "hypothesis.shop", "test"])
def test_installed_modules_are_refused(root: Path, name: str) -> None:
    assert refusal(root, name) == (f"'{name.partition('.')[0]}' is already the name of an installed module.", OTHER)


@pytest.mark.parametrize("name", ["shop", "shop.sub.app"])
def test_modules_of_the_project_are_refused(root: Path, name: str) -> None:
    make(root, "shop.py")
    assert refusal(root, name) == (f"{root / 'shop'}.py is a module of that name already.", OTHER)


def test_a_name_that_differs_in_case_only_is_refused(root: Path) -> None:
    make(root, "apps/Shop/")
    assert refusal(root, "apps/shop") == (
        f"{root / 'apps/Shop'} is there already, and differs in case only.",
        OTHER,
    )


@pytest.mark.parametrize("name", ["shop", "shop/sub"])
def test_a_file_of_that_name_is_refused(root: Path, name: str) -> None:
    make(root, "shop")
    assert refusal(root, name) == (f"{root / 'shop'} is a file.", OTHER)


@pytest.mark.parametrize("directory", ["..", "../evil", "/"])
def test_a_directory_outside_of_the_project_is_refused(root: Path, directory: str) -> None:
    assert refusal(root, "shop", directory) == (
        f"{(root / directory).resolve()} is outside of {root}.",
        "Start the command in the folder of manage.py.",
    )


def test_a_link_that_leads_outside_is_refused(root: Path) -> None:
    make(root, "project/", "elsewhere/")
    (root / "project/apps").symlink_to(root / "elsewhere")
    assert refusal(root / "project", "apps/shop") == (
        f"{root / 'project/apps/shop'} is outside of {root / 'project'}.",
        "Start the command in the folder of manage.py.",
    )


def test_an_import_root_is_no_app(root: Path) -> None:
    assert refusal(root, "shop", ".") == (
        f"{root} is a folder that Python imports from, and can't be an app itself.",
        "Name a folder inside of it.",
    )


# Labels

PLACE = Place("shop_items", "apps.shop_items", Path("apps/shop_items"), Path())


@pytest.mark.parametrize(("label", "expected"), [(None, "shop_items"), ("sales", "sales")])
def test_the_label_is_the_last_part_unless_it_is_given(label: str | None, expected: str) -> None:
    assert choose_label(PLACE, label, {"auth": "django.contrib.auth", "shop_items": "apps.shop_items"}) == expected


@pytest.mark.parametrize("label", ["auth", "Auth", "admin"])
def test_a_taken_label_is_refused(label: str) -> None:
    installed = {"auth": "django.contrib.auth", "admin": "django.contrib.admin"}
    with pytest.raises(OpinionatedError) as caught:
        choose_label(PLACE, label, installed)
    assert (caught.value.message, caught.value.hint) == (
        f"The label '{label}' is taken by the app {installed[label.lower()]}.",
        "Give the app a label of its own with --label.",
    )


@pytest.mark.parametrize("label", ["class", "a-b", "a.b", "__", "é"])
def test_a_label_is_an_identifier(label: str) -> None:
    with pytest.raises(OpinionatedError) as caught:
        choose_label(PLACE, label, {})
    assert (caught.value.message, caught.value.hint) == (
        f"'{label}' can't be an app label.",
        "Use letters, digits and underscores.",
    )


def test_a_request_has_its_name_in_every_form() -> None:
    request = AppRequest(PLACE, "shop", OEP49, frozenset(), ())
    assert (request.name, request.module, request.camel, request.verbose, request.config, request.api_versions) == (
        "shop_items",
        "apps.shop_items",
        "ShopItems",
        "shop items",
        "apps.shop_items.apps.ShopItemsConfig",
        ("v1",),
    )


# Components

ALL = frozenset(OEP49.component_names)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, ALL),
        ({"default": ["api", "data"]}, {"api", "data"}),
        ({"default": []}, set()),
        ({"default": ["api"], "with_": ["tasks"]}, {"api", "tasks"}),
        ({"without": ["tasks"]}, ALL - {"tasks"}),
        ({"default": ["api"], "only": ["tasks", "data"]}, {"tasks", "data"}),
    ],
)
def test_components_are_chosen(options: dict[str, list[str]], expected: frozenset[str]) -> None:
    assert choose_components(OEP49, **options) == Choice(frozenset(expected))


def test_a_component_without_its_app_is_left_out_with_the_reason() -> None:
    assert choose_components(OEP49, missing=["admin"]) == Choice(
        ALL - {"admin"}, (("admin", "django.contrib.admin is not installed"),)
    )
    assert choose_components(OEP49, without=["admin"], missing=["admin"]) == Choice(ALL - {"admin"})


@pytest.mark.parametrize(
    ("options", "message", "hint"),
    [
        ({"with_": ["apis"]}, "The pattern oep49 has no component 'apis'.", "Did you mean api?"),
        (
            {"only": ["api"], "without": ["data"]},
            "--only can't go with --with or --without.",
            "Name all that you want after --only.",
        ),
        (
            {"with_": ["api"], "without": ["api"]},
            "'api' is both in --with and in --without.",
            "Take it out of one of them.",
        ),
        (
            {"only": ["admin"], "missing": ["admin"]},
            "The component 'admin' needs django.contrib.admin, which is not installed.",
            "Add it to INSTALLED_APPS first.",
        ),
    ],
)
def test_choices_that_cannot_be_met(options: dict[str, list[str]], message: str, hint: str) -> None:
    with pytest.raises(OpinionatedError) as caught:
        choose_components(OEP49, **options)
    assert (caught.value.message, caught.value.hint) == (message, hint)
