from django_opinionated_startapp.audit.rules.settings.configuration_package_has_apps import ConfigurationPackageHasApps
from tests.audit.trees import run_rule


def project(settings: str, *apps: str) -> dict[str, str]:
    """Return a project with the settings module ``settings`` and installed ``apps``, all dotted."""
    names = {
        ".".join(name.split(".")[:length]) for name in (settings, *apps) for length in range(1, name.count(".") + 2)
    }
    return {
        "manage.py": f'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "{settings}")',
        **{f"{name.replace('.', '/')}/__init__.py": "" for name in names - {settings}},
        f"{settings.replace('.', '/')}.py": f"INSTALLED_APPS = {list(apps)!r}",
    }


def found(tree: dict[str, str]) -> list[str]:
    return [each.message for each in run_rule(ConfigurationPackageHasApps, tree)]


def test_apps_in_the_package_of_split_settings_are_found() -> None:
    assert found(project("shop.settings.local", "shop.orders")) == ["The package of the settings, shop, holds orders."]


def test_many_apps_are_counted() -> None:
    apps = [f"shop.a{number}" for number in range(7)]
    assert found(project("shop.settings", *apps)) == [
        "The package of the settings, shop, holds a0, a1, a2, a3, a4 and 2 more."
    ]


def test_apps_in_several_folders_are_found() -> None:
    assert found(project("config.settings", "orders", "apps.bills", "apps.bills.archive")) == [
        "The apps lie in 2 folders (.: orders; apps: bills)."
    ]


def test_apps_beside_each_other_are_fine() -> None:
    assert found(project("config.settings", "apps.orders", "apps.bills")) == []


def test_settings_outside_of_a_package_have_no_apps_around_them() -> None:
    assert found(project("settings", "orders")) == []


def test_settings_of_the_tests_may_lie_anywhere() -> None:
    tree = project("orders.tests.settings", "orders")
    assert found(tree) == []


def test_a_library_has_no_settings_at_all() -> None:
    assert found({"orders/__init__.py": "", "orders/models.py": ""}) == []
