from django_opinionated_startapp.audit.rules.urls.foreign_url_include import ForeignUrlInclude
from tests.audit.trees import run_rule

APPS = {
    "orders/__init__.py": "",
    "orders/models.py": "",
    "orders/lines/__init__.py": "",
    "orders/lines/models.py": "",
    "bills/__init__.py": "",
    "bills/models.py": "",
}


def found(path: str, included: str, **more: str) -> list[str]:
    source = f"from django.urls import include, path\nurlpatterns = [path('', include('{included}'))]\n"
    return [each.anchor for each in run_rule(ForeignUrlInclude, {**APPS, path: source, **more})]


def test_an_app_may_include_its_own_urls_and_those_of_apps_in_or_around_it() -> None:
    assert found("orders/urls.py", "orders.rest_api.urls") == []
    assert found("orders/urls.py", "orders.lines.urls") == []
    assert found("orders/lines/urls.py", "orders.more_urls") == []


def test_urls_from_elsewhere_are_no_app_of_the_project() -> None:
    assert found("orders/urls.py", "company.urls") == []


def test_the_root_may_include_all() -> None:
    project = {
        "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "orders.settings")',
        "orders/settings.py": "INSTALLED_APPS = ['orders', 'bills']\nROOT_URLCONF = 'orders.urls'\n",
    }
    assert found("orders/urls.py", "bills.urls", **project) == []
    assert found("orders/more_urls.py", "bills.urls", **project) == ["orders.more_urls -> bills.urls"]
    assert found("config/urls.py", "bills.urls", **{"config/__init__.py": ""}) == []
