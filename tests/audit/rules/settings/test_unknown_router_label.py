import pytest

from django_opinionated_startapp.audit.rules.settings.unknown_router_label import UnknownRouterLabel
from tests.audit.trees import run_rule

PROJECT = {
    "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")',
    "config/__init__.py": "",
    "config/settings.py": """
        INSTALLED_APPS = ["django.contrib.auth", "wagtail.images", "oauth2_provider.apps.Config", "orders"]
        DATABASE_ROUTERS = ["config.routers.Router", "company.routers.Router", object()]
        """,
    "orders/__init__.py": "",
}


def found(source: str, **settings: str) -> list[str]:
    tree = {**PROJECT, "config/routers.py": source, **{f"config/{name}.py": text for name, text in settings.items()}}
    return [each.anchor for each in run_rule(UnknownRouterLabel, tree)]


def test_labels_in_attributes_count_as_well() -> None:
    source = (
        "class Router:\n    route_app_labels = {'orders', 'invoices', 3}\n    only_label = 'bills'\n    alias = 'x'\n"
    )
    assert found(source) == ["Router -> invoices", "Router -> bills"]


@pytest.mark.parametrize("label", ["orders", "auth", "wagtailimages", "oauth2_provider"])
def test_labels_of_installed_apps_are_known_those_from_elsewhere_by_their_name(label: str) -> None:
    assert (
        found(f"class Router:\n    def db_for_read(self, model):\n        return model._meta.app_label == '{label}'\n")
        == []
    )


def test_labels_in_other_classes_are_not_a_router_s() -> None:
    assert (
        found("class Other:\n    def f(self, app_label):\n        return app_label == 'bills'\nclass Router: ...\n")
        == []
    )


@pytest.mark.parametrize("apps", ["[*plugins(), 'orders']", "plugins()"])
def test_where_not_all_apps_are_known_nothing_is_claimed(apps: str) -> None:
    settings = f"INSTALLED_APPS = {apps}\nDATABASE_ROUTERS = ['config.routers.Router']\n"
    assert found("class Router:\n    app_label = 'bills'\n", settings=settings) == []


def test_routers_that_can_not_be_read_are_none() -> None:
    settings = "INSTALLED_APPS = ['orders']\nDATABASE_ROUTERS = routers()\n"
    assert found("class Router:\n    app_label = 'bills'\n", settings=settings) == []


def test_the_label_of_a_database_is_no_app() -> None:
    assert found("class Router:\n    db_label = 'replica'\n    database_labels = ['replica']\n") == []
