import pytest

from django_opinionated_startapp.audit.finding import Severity
from django_opinionated_startapp.audit.rules.urls.duplicate_namespace import DuplicateNamespace
from tests.audit.trees import run_rule

PROJECT = {
    "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")',
    "config/__init__.py": "",
    "config/settings.py": "INSTALLED_APPS = ['api']\nROOT_URLCONF = 'config.urls'\n",
    "api/__init__.py": "",
    "api/v1.py": "app_name = 'api'\nurlpatterns = []\n",
    "api/v2.py": "app_name = 'api'\nurlpatterns = []\n",
}


def found(*includes: str) -> list[tuple[Severity, str, int]]:
    lines = "".join(f"    path('', {include}),\n" for include in includes)
    root = f"from django.urls import include, path\nfrom router import router\nurlpatterns = [\n{lines}]\n"
    tree = {**PROJECT, "config/urls.py": root}
    return [(each.severity, each.anchor, each.place.line) for each in run_rule(DuplicateNamespace, tree)]


@pytest.mark.parametrize(
    ("other", "target"),
    [
        ("include('api.v2')", "api.v2"),
        ("include('company.urls', namespace='api')", "company.urls"),
        ("include(('api.v2', 'x'), namespace='api')", "api.v2"),
        ("include((router.urls, 'api'))", "router.router.urls"),
        ("include([], namespace='api')", ""),
    ],
)
def test_other_urls_with_the_same_namespace_are_an_error_at_their_include(other: str, target: str) -> None:
    assert found("include('api.v1')", other) == [(Severity.ERROR, f"api -> {target}", 5)]


def test_the_same_urls_twice_are_a_warning() -> None:
    assert [level for level, _, _ in found("include('api.v1')", "include('api.v1')")] == [Severity.WARNING]


@pytest.mark.parametrize(
    "other",
    [
        "include('api.v2', namespace='v2')",
        "include('api.v2', 'v2')",
        "include(('api.v2', 'v2'))",
        "include('api.v2', namespace=name())",
        "include(([path('', include('api.v2'))], 'inner'))",
        "include('company.urls')",
    ],
)
def test_namespaces_that_differ_or_can_not_be_read_are_fine(other: str) -> None:
    assert found("include('api.v1')", other) == []
    assert found("include('api.v1', namespace=name())", other) == []
