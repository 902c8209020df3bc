"""Where an app goes that is a distribution of its own, and what it may count on."""

import sys
from pathlib import Path

import pytest

from django_opinionated_startapp.errors import OpinionatedError
from django_opinionated_startapp.pattern import REUSABLE
from django_opinionated_startapp.scaffold.environment import inspect_environment
from django_opinionated_startapp.scaffold.request import AppRequest, Place, locate_distribution


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path.resolve()


@pytest.mark.parametrize(
    ("name", "directory", "folder", "package"),
    [
        ("django-shop", None, "django-shop", "django_shop"),
        ("django_shop", None, "django-shop", "django_shop"),
        ("shop", None, "django-shop", "django_shop"),
        ("packages/shop-items/", None, "packages/django-shop-items", "django_shop_items"),
        ("packages\\shop", None, "packages/django-shop", "django_shop"),
        ("shop", "own", "own", "django_shop"),
    ],
)
def test_its_package_lies_in_a_folder_of_its_own(
    root: Path, name: str, directory: str | None, folder: str, package: str
) -> None:
    place = locate_distribution(name, directory, root, ["", *sys.path])
    assert place == Place(package, package, root / folder / package, root)


@pytest.mark.parametrize(
    ("name", "directory", "message"),
    [
        ("../shop", None, "is not inside of"),
        ("shop", ".", "is not inside of"),
        ("sh op", None, "'django_sh op' is no name that Python can import."),
        ("taken", None, "'django_taken' is already the name of an installed module."),
        ("file", None, "is a file."),
        ("SHOP", None, "differs in case only."),
    ],
)
def test_some_places_are_refused(root: Path, name: str, directory: str | None, message: str) -> None:
    (root / "elsewhere" / "django_taken").mkdir(parents=True)
    (root / "elsewhere" / "django_taken" / "__init__.py").touch()
    (root / "django-file").touch()
    (root / "django-shop").mkdir()
    with pytest.raises(OpinionatedError) as caught:
        locate_distribution(name, directory, root, [str(root / "elsewhere"), *sys.path])
    assert message in caught.value.message
    assert caught.value.hint


def test_the_prefix_is_no_part_of_the_names_in_it() -> None:
    place = Place(
        "django_order_items", "django_order_items", Path("/site/django-order-items/django_order_items"), Path("/site")
    )
    request = AppRequest(place, "django_order_items", REUSABLE, frozenset(), ())
    assert (request.camel, request.verbose, request.distribution, request.prefix, request.base) == (
        "OrderItems",
        "order items",
        "django-order-items",
        "django_order_items/",
        Path("/site/django-order-items"),
    )


def test_it_can_point_to_what_every_project_has() -> None:
    environment = inspect_environment(booted=True).without_project()
    assert environment.target("auth.Group", "group:fk:auth.Group").label == "auth.Group"
    with pytest.raises(OpinionatedError) as caught:
        environment.target("sites.Site", "site:fk:sites.Site")
    assert (caught.value.message, caught.value.hint) == (
        "site:fk:sites.Site: an app for many projects can't know sites.Site, which this one has.",
        "Point to user, or to a model of the app itself.",
    )
