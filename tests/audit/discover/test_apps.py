"""Which apps a project has, under which names, and which modules belong to them."""

import os
import sys
from pathlib import Path

import pytest

from django_opinionated_startapp.audit.cache import FactStore
from django_opinionated_startapp.audit.discover import discover
from django_opinionated_startapp.audit.discover.registry import Registered, registered_apps
from django_opinionated_startapp.audit.inputs import Inputs
from django_opinionated_startapp.audit.project import Kind, Project
from django_opinionated_startapp.conf import AuditConfig, load_config
from django_opinionated_startapp.errors import OpinionatedError
from tests.audit.trees import read_project, write_tree

MANAGE = "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'config.settings')\n"
CONFIG = """
    from django.apps import AppConfig

    class {cls}(AppConfig):
        name = "{name}"
    """


def app(name: str, cls: str = "") -> dict[str, str]:
    """Return the files of an app; the packages around it have an ``__init__`` too."""
    parts = name.split(".")
    files = {"/".join((*parts[: end + 1], "__init__.py")): "" for end in range(len(parts))}
    files[f"{'/'.join(parts)}/models.py"] = ""
    if cls:
        files[f"{'/'.join(parts)}/apps.py"] = CONFIG.format(cls=cls, name=name)
    return files


def project(tmp_path: Path, tree: dict[str, str], **options: tuple[str, ...]) -> Project:
    return read_project(write_tree(tmp_path, tree), **options)


def names(found: Project) -> dict[str, str]:
    return {each.label: each.name for each in found.apps.values()}


def settings(*entries: str) -> dict[str, str]:
    listed = "".join(f"    {entry!r},\n" for entry in entries)
    return {"manage.py": MANAGE, "config/__init__.py": "", "config/settings.py": f"INSTALLED_APPS = [\n{listed}]\n"}


def test_the_entries_of_installed_apps_below_the_root_are_the_apps(tmp_path: Path) -> None:
    found = project(
        tmp_path,
        {
            **settings(
                "django.contrib.admin",
                "orders",
                "orders.apps.Missing",
                "nowhere",
                "shop.billing.apps.BillingConfig",
                "shop.billing",
                "shop.people",
            ),
            **app("orders"),
            **app("shop.billing", "BillingConfig"),
            **app("shop.people", "PeopleConfig"),
        },
    )
    assert names(found) == {"orders": "orders", "billing": "shop.billing", "people": "shop.people"}
    assert found.apps["billing"].config == "shop.billing.apps.BillingConfig"
    assert found.apps["people"].config == "shop.people.apps.PeopleConfig"
    assert found.apps["orders"].config == ""
    assert [(entry, str(place)) for entry, place in found.apps["people"].entries] == [
        ("shop.people", "config/settings.py:8:5")
    ]
    assert found.apps["billing"].files == {"__init__.py", "models.py", "apps.py"}
    assert found.apps["orders"].place.path == "orders"
    assert found.unseen == ()
    assert not found.booted


def test_the_config_that_says_default_is_taken_and_of_several_others_none(tmp_path: Path) -> None:
    two = """
        class First(AppConfig):
            name = "shop"
            label = "store"
            {default}

        class Second(AppConfig):
            name = "shop"
        """
    tree = {**settings("shop"), "shop/__init__.py": ""}
    chosen = project(tmp_path / "a", {**tree, "shop/apps.py": two.format(default="default = True")})
    assert (names(chosen), chosen.apps["store"].config) == ({"store": "shop"}, "shop.apps.First")
    assert chosen.apps["store"].explicit_label
    neither = project(tmp_path / "b", {**tree, "shop/apps.py": two.format(default="")})
    assert (names(neither), neither.apps["shop"].config) == ({"shop": "shop"}, "")


def test_a_config_may_stand_in_the_package_itself_or_elsewhere_and_get_its_name_from_a_base(tmp_path: Path) -> None:
    found = project(
        tmp_path,
        {
            **settings("shop.ShopConfig", "project.configs.CustomUsers", "project.configs.Lost"),
            "shop/__init__.py": CONFIG.format(cls="ShopConfig", name="shop"),
            **app("users", "UsersConfig"),
            "project/__init__.py": "",
            "project/configs.py": """
                from users.apps import Other, UsersConfig

                class CustomUsers(UsersConfig):
                    extra = 1

                class Lost(MissingConfig):
                    pass
                """,
        },
    )
    assert names(found) == {"shop": "shop", "users": "users", "project": "project"}
    assert found.apps["users"].config == "project.configs.CustomUsers"
    assert found.apps["shop"].config == "shop.ShopConfig"


def test_a_config_with_endless_bases_has_no_name(tmp_path: Path) -> None:
    tree = {
        **settings("shop.apps.AConfig"),
        "shop/__init__.py": "",
        "shop/apps.py": "class AConfig(BConfig):\n    x = 1\n\nclass BConfig(AConfig):\n    y = 1\n",
    }
    assert names(project(tmp_path, tree)) == {"shop": "shop"}


def test_the_places_where_an_app_is_installed_are_known_even_if_not_as_a_literal(tmp_path: Path) -> None:
    tree = {**settings(), **app("orders")}
    tree["config/settings.py"] = "PREFIX = 'ord'\nINSTALLED_APPS = [PREFIX + 'ers']\n"
    assert [str(place) for _entry, place in project(tmp_path, tree).apps["orders"].entries] == [
        "config/settings.py:2:1"
    ]


def test_without_settings_packages_that_look_like_apps_are_apps(tmp_path: Path) -> None:
    found = project(
        tmp_path,
        {
            **app("orders"),
            **app("shop.billing", "BillingConfig"),
            "people/__init__.py": "",
            "people/models/__init__.py": "",
            "people/migrations/__init__.py": "",
            "people/migrations/models.py": "",
            "lib/__init__.py": "",
            "lib/apps.py": "x = 1\n",
            "lib/views.py": "",
            "models.py": "",
        },
    )
    assert names(found) == {"orders": "orders", "billing": "shop.billing", "people": "people"}
    assert found.uninstalled == ()


def test_what_looks_like_an_app_and_is_not_installed_is_kept_apart(tmp_path: Path) -> None:
    found = project(tmp_path, {**settings("orders"), **app("orders"), **app("billing"), **app("tests.demo")})
    assert names(found) == {"orders": "orders"}
    assert [each.name for each in found.uninstalled] == ["billing"]


def test_apps_nest_and_a_module_belongs_to_the_innermost(tmp_path: Path) -> None:
    tree = {
        **settings("shop", "shop.cart"),
        **app("shop"),
        **app("shop.cart"),
        "shop/cart/ui/views.py": "",
        "x.py": "",
    }
    found = project(tmp_path, tree)
    assert (found.apps["cart"].parent, found.apps["shop"].parent) == ("shop", "")
    assert {
        name: module.app for name, module in found.modules.items() if module.path.endswith(("views.py", "models.py"))
    } == {
        "shop.models": "shop",
        "shop.cart.models": "cart",
        "shop.cart.ui.views": "cart",
    }
    assert found.modules["x"].app == ""
    assert [each.name for each in found.modules_of(found.apps["shop"])] == ["shop", "shop.models"]
    assert found.apps["cart"].contains("shop.cart.models")
    assert not found.apps["cart"].contains("shop.cartoon")
    assert found.apps["cart"].inner(found.modules["shop.cart.models"]) == "models.py"


def test_applets_are_declared_and_have_a_label_below_that_of_their_app(tmp_path: Path) -> None:
    tree = {
        **settings("content"),
        **app("content"),
        **app("content.applets.units"),
        "content/applets/units/deep/__init__.py": "",
        **app("other.applets.x"),
        "pyproject.toml": '[tool.opinionated_startapp.audit]\napplets = ["*.applets.*"]\n',
    }
    found = project(tmp_path, tree)
    assert names(found) == {"content": "content", "content.units": "content.applets.units"}
    assert found.apps["content.units"].is_applet
    assert found.apps["content.units"].parent == "content"
    assert found.modules["content.applets.units.deep"].app == "content.units"


def test_of_two_apps_with_one_label_the_second_goes_by_its_name(tmp_path: Path) -> None:
    found = project(tmp_path, {**settings("a.shop", "b.shop"), **app("a.shop"), **app("b.shop")})
    assert names(found) == {"shop": "a.shop", "b.shop": "b.shop"}
    assert found.apps["b.shop"].declared_label == "shop"


def test_profiles_come_with_the_pattern_of_the_same_name(tmp_path: Path) -> None:
    found = project(tmp_path, app("orders"), profiles=("strict", "oep49"))
    assert found.apps["orders"].profiles == {"default", "strict", "oep49"}
    assert found.apps["orders"].pattern is not None
    assert found.apps["orders"].pattern.name == "oep49"
    assert project(tmp_path, {}).apps["orders"].pattern is None


def test_the_kind_of_a_module_is_told_by_its_folder_and_name_but_an_app_may_be_called_test(tmp_path: Path) -> None:
    tree = {
        **settings("test", "orders"),
        **app("test"),
        **app("orders"),
        "test/views.py": "",
        "test/tests/test_views.py": "",
        "orders/tests.py": "",
        "orders/conftest.py": "",
        "orders/testing/kit.py": "",
        "orders/testproject/urls.py": "",
        "orders/migrations/__init__.py": "",
        "orders/migrations/0001_initial.py": "",
        "orders/test_api.py": "",
        "tests/site/settings.py": "INSTALLED_APPS = ['orders', 'tests.site.demo']\n",
        **app("tests.site.demo"),
    }
    found = project(tmp_path, tree)
    assert names(found) == {"test": "test", "orders": "orders"}
    kinds = {path: module.kind for module in found.modules.values() for path in [module.path]}
    assert kinds["test/views.py"] is Kind.PRODUCTION
    assert {path for path, kind in kinds.items() if kind is Kind.TEST} == {
        "test/tests/test_views.py",
        "orders/tests.py",
        "orders/conftest.py",
        "orders/testing/kit.py",
        "orders/testproject/urls.py",
        "orders/test_api.py",
        "tests/__init__.py",
        "tests/site/__init__.py",
        "tests/site/settings.py",
        "tests/site/demo/__init__.py",
        "tests/site/demo/models.py",
    }
    assert [each.path for each in found.modules_of(found.apps["orders"], Kind.MIGRATION)] == [
        "orders/migrations/0001_initial.py",
        "orders/migrations/__init__.py",
    ]
    assert kinds["orders/models.py"] in {module.kind for module in found.production()}


def test_migrations_may_be_elsewhere(tmp_path: Path) -> None:
    tree = {
        **settings("orders"),
        **app("orders"),
        "db/__init__.py": "",
        "db/orders/__init__.py": "",
        "db/orders/0001_initial.py": "",
    }
    tree["config/settings.py"] += "MIGRATION_MODULES = {'orders': 'db.orders', 'x': None, 'y': 'nowhere'}\n"
    found = project(tmp_path, tree)
    assert found.modules["db.orders.0001_initial"].kind is Kind.MIGRATION


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        # a folder of apps without __init__, known by the entry, by the config, or not at all
        ({**settings("apps.orders"), "apps/orders/__init__.py": "", "apps/orders/models.py": ""}, "apps.orders"),
        ({**settings("orders"), "apps/orders/__init__.py": "", "apps/orders/models.py": ""}, "orders"),
        (
            {"apps/orders/__init__.py": "", "apps/orders/apps.py": CONFIG.format(cls="AConfig", name="apps.orders")},
            "apps.orders",
        ),
        ({"apps/orders/__init__.py": "", "apps/orders/models.py": ""}, "orders"),
        # src layouts, with and without settings
        ({"src/shop/__init__.py": "", "src/shop/models.py": ""}, "shop"),
        ({"backend/pyproject.toml": "", "backend/src/shop/__init__.py": "", "backend/src/shop/models.py": ""}, "shop"),
        # a project inside a package: its manage.py is where imports start
        (
            {
                "studio/__init__.py": "",
                "studio/manage.py": "DJANGO_SETTINGS_MODULE = 'core.settings'",
                "studio/core/__init__.py": "",
                "studio/core/settings.py": "INSTALLED_APPS = ['tasks']",
                "studio/tasks/__init__.py": "",
                "studio/tasks/models.py": "",
            },
            "tasks",
        ),
        # a folder that the settings add to sys.path
        (
            {
                "manage.py": MANAGE,
                "config/__init__.py": "",
                "config/settings.py": """
                    import sys
                    sys.path.insert(0, str(BASE / 'lib/apps'))
                    sys.path.append('/gone')
                    INSTALLED_APPS = ['x']
                    """,
                "lib/apps/x/models.py": "",
            },
            "x",
        ),
        # an AppConfig that is mistaken about its own name
        (
            {
                "shop/__init__.py": "",
                "shop/x/__init__.py": "",
                "shop/x/apps.py": CONFIG.format(cls="XConfig", name="x"),
            },
            "shop.x",
        ),
    ],
)
def test_the_name_of_an_app_is_that_under_which_it_is_imported(
    tmp_path: Path, tree: dict[str, str], expected: str
) -> None:
    found = project(tmp_path, tree)
    assert [each.name for each in found.apps.values()] == [expected]
    assert {module.name for module in found.modules.values() if module.app} >= {expected} - {"x"}


def test_two_files_with_the_same_name_are_both_there(tmp_path: Path) -> None:
    found = project(tmp_path, {"a/manage.py": "x = 1\n", "b/manage.py": "", "a/setup.py": "", "__init__.py": ""})
    third = project(
        tmp_path / "more", {"a/x.py": "", "b/a/x.py": "", "a.x/b.py": "", "a/x/b.py": "", "a/x/y/b.py": ""}
    )
    assert len(third.modules) == len({module.path for module in third.modules.values()}) == 5
    assert {name: module.path for name, module in found.modules.items()} == {
        "manage": "a/manage.py",
        "setup": "a/setup.py",
        "b.manage": "b/manage.py",
        "__init__": "__init__.py",
    }


def test_what_is_not_the_projects_own_is_left_out(tmp_path: Path) -> None:
    tree = {
        "env/pyvenv.cfg": "",
        "env/lib/x.py": "",
        ".hidden/x.py": "",
        ".x.py": "",
        "node_modules/x.py": "",
        "lib/site-packages/x.py": "",
        "{{cookiecutter.name}}/x.py": "",
        "old/x.py": "",
        "keep/x.py": "",
        "pyproject.toml": '[tool.opinionated_startapp.audit]\nexclude = ["old"]\n',
    }
    assert list(project(tmp_path, tree).modules) == ["x"]


def test_a_package_without_init_is_named(tmp_path: Path) -> None:
    tree = {**settings("orders"), "orders/models.py": "", "orders/ui/views.py": ""}
    found = project(tmp_path, tree)
    assert names(found) == {"orders": "orders"}
    assert [(str(each.place), each.reason) for each in found.unseen] == [
        ("orders", "has no __init__.py, so other tools do not see what is in it"),
        ("orders/ui", "has no __init__.py, so other tools do not see what is in it"),
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_names_that_are_no_unicode_and_folders_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    write_tree(tmp_path, {"a/x.py": "", "link/target.py": ""})
    (tmp_path / os.fsdecode(b"bad\xff.py")).write_bytes(b"")
    (tmp_path / "loop").symlink_to(tmp_path)
    found = read_project(tmp_path)
    assert [(str(each.place), each.reason) for each in found.unseen] == [
        ("bad\\udcff.py", "its name is not valid Unicode")
    ]
    assert set(found.modules) == {"x", "target"}


def test_a_folder_that_vanishes_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_tree(tmp_path, {"a/x.py": "", "b/y.py": ""})
    real = os.scandir

    def scandir(path: str) -> object:
        if path.endswith("/a"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = read_project(tmp_path)
    assert [(str(each.place), each.reason) for each in found.unseen] == [("a", "can't be read: Permission denied")]


def test_the_registry_goes_before_the_settings(tmp_path: Path) -> None:
    write_tree(tmp_path, {**settings("orders", "billing"), **app("orders"), **app("plugin"), **app("billing")})
    registered = (
        Registered("orders", "orders", tmp_path / "orders", "", explicit_label=False),
        Registered("plug", "plugin", tmp_path / "plugin", "plugin.apps.C", explicit_label=True),
        Registered("admin", "django.contrib.admin", Path("/elsewhere/admin"), "", explicit_label=False),
        Registered("whole", "whole", tmp_path, "", explicit_label=False),
    )
    found = discover(
        tmp_path, AuditConfig(), FactStore(tmp_path), lambda *_: frozenset({"default"}), registered=registered
    )
    assert found.booted
    assert names(found) == {"orders": "orders", "plug": "plugin"}
    assert found.apps["orders"].entries
    assert found.apps["plug"].entries == ()
    assert (found.apps["plug"].config, found.apps["plug"].explicit_label) == ("plugin.apps.C", True)
    assert [each.name for each in found.uninstalled] == ["billing"]


def test_an_app_of_the_registry_is_described_as_the_settings_would() -> None:
    found = {each.label: each for each in registered_apps()}
    assert found["auth"].config == "django.contrib.auth.apps.AuthConfig"
    assert found["django_opinionated_startapp"].name == "django_opinionated_startapp"
    assert not found["auth"].explicit_label


def test_wanted_settings_must_be_there(tmp_path: Path) -> None:
    tree = {**settings("orders"), **app("orders")}
    with pytest.raises(OpinionatedError, match=r"no settings module .config\.setings. below the root") as caught:
        project(tmp_path, tree, settings=("config.setings",))
    assert caught.value.hint == "Did you mean config.settings?"
    assert names(project(tmp_path, tree, settings=("config.settings",))) == {"orders": "orders"}


def reasons(found: Project) -> list[str]:
    return [f"{each.place}: {each.reason}" for each in found.unseen]


LOOKS = ".: no INSTALLED_APPS could be read: what has an AppConfig or models counts as an app"


def test_models_in_a_package_inside_an_app_make_no_app_unless_it_has_migrations(tmp_path: Path) -> None:
    tree = {**app("orders.parts"), **app("orders.own"), **app("orders", "OrdersConfig")}
    tree["orders/own/migrations/x.py"] = ""
    read = project(tmp_path / "read", {**tree, "settings.py": "INSTALLED_APPS = ['orders']\n"})
    assert (names(read), [each.name for each in read.uninstalled]) == ({"orders": "orders"}, ["orders.own"])
    assert reasons(read) == ["orders/own/migrations: has no __init__.py, so other tools do not see what is in it"]
    looked = project(tmp_path / "looked", tree)
    assert names(looked) == {"orders": "orders", "own": "orders.own"}
    assert LOOKS in reasons(looked)


def test_settings_that_name_no_app_of_the_project_are_told_from_none(tmp_path: Path) -> None:
    found = project(tmp_path, {**settings("django.contrib.admin"), **app("orders")})
    assert names(found) == {"orders": "orders"}
    assert reasons(found) == [
        LOOKS.replace("no INSTALLED_APPS could be read", "INSTALLED_APPS names no app of the project")
    ]


def test_without_settings_and_scripts_modules_are_called_as_their_app_is(tmp_path: Path) -> None:
    found = project(tmp_path, {"orders/models.py": "", "billing/__init__.py": "", "billing/models.py": ""})
    assert sorted(found.modules) == ["billing", "billing.models", "orders.models"]


def test_settings_are_called_as_their_module_is(tmp_path: Path) -> None:
    tree = {"setup.py": "", **app("shop.orders"), "tests/settings.py": "INSTALLED_APPS = ['shop.orders']\n"}
    settings = project(tmp_path, tree).settings
    assert (settings.roots, settings.modules) == (("tests.settings",), ("tests.settings",))
    assert [each.module for each in settings.get("INSTALLED_APPS")] == ["tests.settings"]


def test_a_root_that_is_a_package_itself_is_told(tmp_path: Path) -> None:
    told = ".: is a package itself: run it in the folder from which the package is imported"
    assert told in reasons(project(tmp_path / "inside", {"__init__.py": "", "models.py": ""}))
    assert told not in reasons(project(tmp_path / "project", {"__init__.py": "", "manage.py": MANAGE}))


def test_templates_of_code_are_named_and_not_looked_into(tmp_path: Path) -> None:
    tree = {
        **app("orders"),
        "settings.py": "INSTALLED_APPS = ['orders']\n",
        "orders/project_template/manage.py": "",
        "orders/conf/app_template/models.py": "{{ x }}",
        "{{cookiecutter.name}}/models.py": "",
        "{% if x %}y{% endif %}/models.py": "",
    }
    found = project(tmp_path, tree)
    assert [name for name in found.modules if "template" in name or "{" in name] == []
    assert sorted(reasons(found)) == [
        f"{path}: is a template of code, which is no code yet"
        for path in (
            "orders/conf/app_template",
            "orders/project_template",
            "{% if x %}y{% endif %}",
            "{{cookiecutter.name}}",
        )
    ]


class Deep(Inputs):
    """A thousand folders and more, each in the one before, with an app at the top and a module at the bottom."""

    def list(self, root: str, path: str) -> list[tuple[str, bool]]:  # noqa: ARG002  (as Inputs has it)
        return [("a", True), ("models.py", False)] if path.count("a") < 1500 else [("x.py", False)]


def test_folders_may_lie_as_deep_as_they_like(tmp_path: Path) -> None:
    config = load_config(tmp_path, None).audit
    found = discover(tmp_path, config, FactStore(tmp_path), lambda _label, _name: frozenset(), inputs=Deep())
    assert found.modules[".".join(["a"] * 1500 + ["x"])].app == "a"


def test_tests_may_be_called_so_at_either_end(tmp_path: Path) -> None:
    files = ("tests_api.py", "api_tests.py", "test_api.py", "api_test.py", "testsuite.py")
    found = project(tmp_path, {**app("orders"), **{f"orders/{name}": "" for name in files}})
    kinds = {path: found.modules[f"orders.{path.removesuffix('.py')}"].kind for path in files}
    assert kinds == {**dict.fromkeys(files, Kind.TEST), "testsuite.py": Kind.PRODUCTION}
