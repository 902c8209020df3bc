import pytest

from django_opinionated_startapp.audit.rules.signals.unreached_receivers import UnreachedReceivers
from tests.audit.trees import run_rule

HANDLERS = """
    from django.db.models.signals import post_save
    from django.dispatch import receiver

    @receiver(post_save, sender="orders.Order")
    def announce(sender, instance, **kwargs): ...
    """
CONNECTED = "from django.db.models.signals import post_save\n\ndef announce(): ...\n\npost_save.connect(announce)\n"
LATER = "from django.db.models.signals import post_save\n\ndef connect(f):\n    post_save.connect(f)\n"


def ready(body: str, head: str = "") -> str:
    lines = "".join(f"        {line}\n" for line in body.split("\n"))
    return (
        "from importlib import import_module\nfrom django.apps import AppConfig\n"
        f"{head}\n\nclass OrdersConfig(AppConfig):\n    name = 'orders'\n\n    def ready(self):\n{lines}"
    )


def found(tree: dict[str, str]) -> list[str]:
    app = {"orders/__init__.py": "", "orders/models.py": "", "orders/apps.py": ready("pass")}
    return [each.anchor for each in run_rule(UnreachedReceivers, {**app, **tree})]


@pytest.mark.parametrize(
    "body",
    [
        "from . import handlers",
        "import orders.handlers",
        "from .handlers import announce",
        "self.connect()",
        "import_module('orders.handlers')",
        "import_module('.handlers', __package__)",
        "import_module(f'{self.name}.handlers')",
        "import_module(self.name + '.handlers')",
        "for name in ('handlers', 'checks'):\n    import_module(f'{self.name}.{name}')",
        "from django.utils.module_loading import autodiscover_modules\nautodiscover_modules('handlers')",
        "__import__('orders.handlers')",
        "from .setup import connect\nconnect()",
        "from .setup import *",
    ],
)
def test_what_ready_leads_to_is_reached(body: str) -> None:
    method = "\n    def connect(self):\n        from . import handlers\n"
    tree = {"orders/handlers.py": HANDLERS, "orders/setup.py": "def connect():\n    from . import handlers\n"}
    assert found({**tree, "orders/apps.py": ready(body) + method}) == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("orders/__init__.py", "from . import handlers"),
        ("orders/models.py", "from . import handlers"),
        ("orders/admin.py", "def f():\n    from . import handlers"),
        ("orders/urls.py", "from .handlers import announce"),
        ("orders/management/commands/run.py", "from orders.handlers import announce"),
        ("orders/apps.py", "PLUGINS = {'receivers': 'handlers'}"),
        ("orders/apps.py", "PLUGINS = frozenset(['handlers'])"),
        ("orders/apps.py", "from x import BASE\nNAMES = [*BASE, 'handlers' if BASE else 'checks']"),
        ("scripts.py", "import orders.handlers"),
        ("loader.py", "import importlib\n\ndef load(app):\n    importlib.import_module(f'{app}.handlers')\n"),
        ("loader.py", "from importlib import import_module\nNAMES = ['handlers']\nimport_module(NAMES[0])\n"),
    ],
)
def test_what_anything_else_leads_to_is_reached_too(path: str, source: str) -> None:
    assert found({"orders/handlers.py": HANDLERS, path: source}) == []


@pytest.mark.parametrize("name", ["models", "apps", "admin", "tasks", "wagtail_hooks", "templatetags/tags"])
def test_modules_that_are_imported_by_convention_are_reached(name: str) -> None:
    assert found({f"orders/{name}.py": HANDLERS}) == []


@pytest.mark.parametrize("source", [HANDLERS, CONNECTED])
def test_what_nothing_leads_to_is_not(source: str) -> None:
    assert found({"orders/handlers.py": source}) == ["orders.handlers"]


def test_a_package_that_nobody_imports_reaches_nothing() -> None:
    tree = {"orders/signals/__init__.py": "from . import handlers", "orders/signals/handlers.py": HANDLERS}
    assert found(tree) == ["orders.signals.handlers"]


def test_two_that_import_each_other_are_reached_by_nothing() -> None:
    tree = {"orders/one.py": f"import orders.two\n{CONNECTED}", "orders/two.py": f"import orders.one\n{CONNECTED}"}
    assert found(tree) == ["orders.one", "orders.two"]


def test_only_under_type_checking_is_not_imported() -> None:
    source = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from . import handlers\n"
    assert found({"orders/handlers.py": HANDLERS, "orders/admin.py": source}) == ["orders.handlers"]


def test_an_import_of_something_else_by_name_reaches_nothing() -> None:
    body = "import_module('billing.other')\nimport_module(other)\n"
    tree = {"orders/handlers.py": HANDLERS, "billing/__init__.py": "", "billing/models.py": ""}
    assert found({**tree, "billing/plugins/load.py": "", "orders/apps.py": ready("import_module('orders.x')")}) == [
        "orders.handlers"
    ]
    assert found({**tree, "orders/apps.py": ready(body)}) == []


def test_a_connection_that_is_made_by_a_call_is_left_to_the_caller() -> None:
    assert found({"orders/connections.py": LATER}) == []


def test_tests_need_no_ready() -> None:
    assert found({"orders/tests/__init__.py": "", "orders/tests/test_x.py": HANDLERS}) == []


def test_an_app_that_no_settings_install_is_left_alone() -> None:
    settings = {
        "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")\n',
        "config/__init__.py": "",
        "config/settings.py": 'INSTALLED_APPS = ["orders"]\n',
        "billing/__init__.py": "",
        "billing/models.py": "",
        "billing/handlers.py": CONNECTED,
        "config/handlers.py": CONNECTED,
    }
    assert found({**settings, "orders/handlers.py": HANDLERS}) == ["config.handlers", "orders.handlers"]


@pytest.mark.parametrize(
    "line",
    [
        "MIDDLEWARE = ['orders.handlers.announce']",
        "CACHES = {'default': {'BACKEND': 'orders.handlers'}}",
        "PAIRS = [('orders.handlers.announce', 1)]",
    ],
)
def test_what_settings_name_is_reached(line: str) -> None:
    settings = {
        "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")\n',
        "settings.py": f"INSTALLED_APPS = ['orders']\nDEBUG = True\n{line}\n",
    }
    assert found({**settings, "orders/handlers.py": HANDLERS}) == []


def test_what_is_loaded_by_its_full_name_is_reached() -> None:
    source = "from django.utils.module_loading import import_string\n\nf = import_string('orders.handlers.announce')\n"
    assert found({"orders/handlers.py": HANDLERS, "orders/admin.py": source}) == []


def test_an_applet_is_installed_with_the_app_around_it() -> None:
    tree = {
        "pyproject.toml": '[tool.opinionated_startapp.audit]\napplets = ["orders.applets.*"]\n',
        "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")\n',
        "config/__init__.py": "",
        "config/settings.py": 'INSTALLED_APPS = ["orders"]\n',
        "orders/applets/__init__.py": "",
        "orders/applets/carts/__init__.py": "",
        "orders/applets/carts/handlers.py": CONNECTED,
    }
    assert found(tree) == ["orders.applets.carts.handlers"]
