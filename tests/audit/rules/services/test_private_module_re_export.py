import pytest

from django_opinionated_startapp.audit.rules.services.private_module_re_export import PrivateModuleReExport
from tests.audit.trees import run_rule

MUTATIONS = "orders/domain/mutations"


def found(package: str | None, name: str = "_place", source: str = "def place(): ...") -> list[str]:
    tree = {"orders/__init__.py": "", "orders/models.py": "", "orders/domain/__init__.py": ""}
    tree |= {f"{MUTATIONS}/__init__.py": package} if package is not None else {}
    return [each.message for each in run_rule(PrivateModuleReExport, {**tree, f"{MUTATIONS}/{name}.py": source})]


@pytest.mark.parametrize(
    "package",
    ["from ._place import place", "from ._place import *", "from orders.domain.mutations._place import place"],
)
def test_a_function_that_its_package_offers_is_right(package: str) -> None:
    assert found(package) == []


@pytest.mark.parametrize("package", ["", "from ._place import other"])
def test_a_function_that_its_package_does_not_offer_is_found(package: str) -> None:
    assert found(package) == ["orders.domain.mutations doesn't offer place."]


def test_a_package_without_init_offers_nothing() -> None:
    (message,) = found(None)
    assert message.endswith("doesn't offer place.")


def test_a_module_has_an_underscore() -> None:
    (message,) = found("from .place import place", "place")
    assert message == "The module orders.domain.mutations.place can be imported past its package."


def test_a_module_of_types_alone_is_left_alone() -> None:
    assert found("", "types", "class Result: ...") == []


def test_the_package_itself_is_left_alone() -> None:
    tree = {"orders/__init__.py": "", "orders/models.py": "", f"{MUTATIONS}/__init__.py": "def place(): ..."}
    assert run_rule(PrivateModuleReExport, tree) == ()
