import pytest

from django_opinionated_startapp.audit.finding import Severity
from django_opinionated_startapp.audit.rules.appconfig.duplicate_label import DuplicateLabel
from tests.audit.trees import run_rule

MANAGE = {
    "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")',
    "config/__init__.py": "",
}
REPORTS = {
    "shop/__init__.py": "",
    "shop/reports/__init__.py": "",
    "shop/reports/models.py": "",
    "stock/__init__.py": "",
    "stock/reports/__init__.py": "",
    "stock/reports/models.py": "",
}


def found(settings: str, **more: str) -> list[tuple[Severity, str]]:
    tree = {
        **MANAGE,
        **REPORTS,
        "config/settings.py": settings,
        **{f"config/{name}.py": text for name, text in more.items()},
    }
    return [(each.severity, each.message) for each in run_rule(DuplicateLabel, tree)]


def test_two_apps_of_one_settings_module_can_not_have_one_label() -> None:
    assert found("INSTALLED_APPS = ['shop.reports', 'stock.reports']") == [
        (Severity.ERROR, "stock.reports has the label 'reports', and so has shop.reports.")
    ]


def test_two_apps_of_two_settings_modules_are_a_warning() -> None:
    one = "INSTALLED_APPS = ['shop.reports']"
    other = "INSTALLED_APPS = ['stock.reports']"
    assert [level for level, _ in found(one, stock_settings=other)] == [Severity.WARNING]


@pytest.mark.parametrize(
    "settings",
    [
        "if SHOP:\n    INSTALLED_APPS = ['shop.reports']\nelse:\n    INSTALLED_APPS = ['stock.reports']",
        "INSTALLED_APPS = []\nINSTALLED_APPS += ['shop.reports'] if SHOP else ['stock.reports']",
    ],
)
def test_alternatives_never_meet(settings: str) -> None:
    assert found(settings) == []


def test_apps_of_a_library_without_settings_need_not_meet() -> None:
    assert not run_rule(DuplicateLabel, REPORTS)


@pytest.mark.parametrize("entry", ["django.contrib.sites", "django.contrib.sites.apps.SitesConfig"])
def test_a_label_of_django_is_taken_where_that_app_is_installed(entry: str) -> None:
    tree = {
        **MANAGE,
        "sites/__init__.py": "",
        "sites/models.py": "",
        "config/settings.py": f"INSTALLED_APPS = ['{entry}', 'sites']",
    }
    assert [each.message for each in run_rule(DuplicateLabel, tree)] == [
        "sites has the label 'sites', and so has django.contrib.sites."
    ]
    assert not run_rule(DuplicateLabel, {**tree, "config/settings.py": "INSTALLED_APPS = ['sites']"})


@pytest.mark.parametrize(
    "taken_out",
    [
        "if OURS:\n    INSTALLED_APPS.remove('django.contrib.sites')\n    INSTALLED_APPS += ['sites']",
        "if OURS:\n    INSTALLED_APPS.append('sites')\n    INSTALLED_APPS.remove('django.contrib.sites')",
    ],
)
def test_what_settings_take_out_on_a_condition_need_not_be_there(taken_out: str) -> None:
    tree = {
        **MANAGE,
        "sites/__init__.py": "",
        "config/settings.py": f"INSTALLED_APPS = ['django.contrib.sites', 'lib']\n{taken_out}",
    }
    assert not run_rule(DuplicateLabel, tree)
    other = tree["config/settings.py"].replace("remove('django.contrib.sites", "remove('lib")
    assert run_rule(DuplicateLabel, {**tree, "config/settings.py": other})


def test_settings_that_can_not_be_read_are_no_reason_to_stop() -> None:
    assert found("import lib\nINSTALLED_APPS = lib.apps()\n") == []


def test_an_applet_has_no_label_of_its_own() -> None:
    tree = {
        **MANAGE,
        "pyproject.toml": '[tool.opinionated_startapp.audit]\napplets = ["shop.parts.*"]\n',
        "config/settings.py": "INSTALLED_APPS = ['shop']",
        "shop/__init__.py": "",
        "shop/parts/__init__.py": "",
        "shop/parts/shop/__init__.py": "",
    }
    assert not run_rule(DuplicateLabel, tree)
