from django_opinionated_startapp.audit.rules.appconfig.missing_init import MissingInit
from tests.audit.trees import run_rule

APP = {"orders/__init__.py": "", "orders/models.py": ""}


def test_migrations_without_an_init_are_ignored_by_django() -> None:
    assert [found.message for found in run_rule(MissingInit, {**APP, "orders/migrations/0001_initial.py": ""})] == [
        "The migrations folder orders/migrations has no __init__.py."
    ]


def test_migrations_with_an_init_are_fine() -> None:
    tree = {**APP, "orders/migrations/__init__.py": "", "orders/migrations/0001_initial.py": ""}
    assert not run_rule(MissingInit, tree)


def test_folders_inside_an_app_may_be_namespaces() -> None:
    assert not run_rule(MissingInit, {**APP, "orders/helpers/text.py": ""})
