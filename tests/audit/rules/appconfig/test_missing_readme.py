import pytest

from django_opinionated_startapp.audit.rules.appconfig.missing_readme import MissingReadme
from tests.audit.trees import run_rule

APP = {"orders/__init__.py": "", "orders/models.py": ""}


@pytest.mark.parametrize("name", ["README.md", "readme.txt", "README"])
def test_any_readme_will_do(name: str) -> None:
    assert not run_rule(MissingReadme, {**APP, f"orders/{name}": "Orders"})


def test_the_readme_of_the_project_is_not_that_of_an_app() -> None:
    assert run_rule(MissingReadme, {**APP, "README.md": "The shop"})


def test_the_readme_of_a_package_is_that_of_its_app() -> None:
    assert not run_rule(MissingReadme, {**APP, "README.md": "Orders"}, profiles=("reusable",))


def test_a_distribution_may_lie_in_a_folder_of_the_project() -> None:
    app = {f"django-orders/{name}": text for name, text in APP.items()}
    assert run_rule(MissingReadme, {**app, "README.md": "The shop"}, profiles=("reusable",))
    assert not run_rule(MissingReadme, {**app, "django-orders/README.md": "Orders"}, profiles=("reusable",))
