import pytest

from django_opinionated_startapp.audit.rules.appconfig.dead_default_app_config import DeadDefaultAppConfig
from tests.audit.trees import run_rule

LINE = "default_app_config = 'orders.apps.OrdersConfig'\n"


@pytest.mark.parametrize(
    "source",
    [
        f"import django\nif django.VERSION < (3, 2):\n    {LINE}",
        f"try:\n    import django\nexcept ImportError:\n    pass\nelse:\n    {LINE}",
        "from .version import default_app_config\n",
    ],
)
def test_what_holds_only_for_old_versions_of_django_is_fine(source: str) -> None:
    assert not run_rule(DeadDefaultAppConfig, {"orders/__init__.py": source, "orders/models.py": ""})


def test_the_variable_means_nothing_outside_of_a_package() -> None:
    assert not run_rule(DeadDefaultAppConfig, {"orders/__init__.py": "", "orders/models.py": LINE})


def test_a_package_that_is_no_app_has_it_in_vain_too() -> None:
    found = run_rule(DeadDefaultAppConfig, {"lib/__init__.py": LINE})
    assert [(each.app, each.place.line) for each in found] == [("", 1)]
