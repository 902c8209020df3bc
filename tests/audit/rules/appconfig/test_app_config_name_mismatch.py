from django_opinionated_startapp.audit.rules.appconfig.app_config_name_mismatch import AppConfigNameMismatch
from tests.audit.trees import run_rule

PACKAGES = {
    "shop/__init__.py": "",
    "shop/orders/__init__.py": "",
    "shop/orders/models.py": "",
    "shop/old/__init__.py": "",
}


def names(source: str) -> list[str]:
    return [found.message for found in run_rule(AppConfigNameMismatch, {**PACKAGES, "shop/orders/apps.py": source})]


def test_a_copied_config_that_names_another_package_is_found() -> None:
    assert names("from django.apps import AppConfig\nclass A(AppConfig):\n    name = 'shop.old'\n") == [
        "A.name is 'shop.old', but the package is 'shop.orders'."
    ]


def test_a_name_that_is_computed_is_left_alone() -> None:
    assert not names("from django.apps import AppConfig\nclass A(AppConfig):\n    name = __package__\n")


def test_a_module_may_configure_other_packages_besides_its_own() -> None:
    assert not names(
        """
        from django.apps import AppConfig

        class Orders(AppConfig):
            name = "shop.orders"

        class Old(AppConfig):
            name = "shop.old"
        """
    )


def test_an_abstract_config_without_a_name_is_none() -> None:
    assert not names("from django.apps import AppConfig\nclass Base(AppConfig):\n    verbose_name = 'Orders'\n")


def test_a_class_that_is_called_a_config_but_is_none_is_left_alone() -> None:
    assert not names("class A:\n    name = 'shop.old'\n")


def test_a_config_of_a_package_from_elsewhere_is_left_alone_where_the_project_uses_that() -> None:
    config = "from django.apps import AppConfig\nclass A(AppConfig):\n    name = 'rest_framework.orders'\n"
    assert names(config)
    assert not names(f"import rest_framework\n{config}")
    assert names(f"from .rest_framework import views\n{config}")
