"""What fixes do to code that differs from the examples of their rules, and where they leave it alone.

A situation is a rule and files; then what the changed files hold. Where nothing is expected, no fix is offered.
"""

# ruff: noqa: E501 - sources on one line each, so that what goes in and what comes out can be compared

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import pytest

from .mending import fixed


class Situation(NamedTuple):
    rule: str
    name: str
    tree: dict[str, str]
    expected: Mapping[str, str] = MappingProxyType({})
    profiles: tuple[str, ...] = ()


APPS = "from django.apps import AppConfig\n\n\nclass OrdersConfig(AppConfig):\n    name = 'orders'\n"
MODELS = "from django.db import models\n\n\nclass Order(models.Model):\n    pass\n"
HANDLERS = "from django.dispatch import receiver\nfrom django.db.models.signals import post_save\n{}\n\n@receiver(post_save, sender='a.B')\ndef announce(**kwargs): ...\n"
APP = {"orders/__init__.py": "", "orders/models.py": MODELS, "orders/apps.py": APPS}
TASKS = "from celery import shared_task\n\n\n@shared_task\ndef announce(*args): ...\n"
SETTINGS = {
    "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")',
    "config/__init__.py": "",
    "config/settings.py": "INSTALLED_APPS = ['orders', 'bills']\nROOT_URLCONF = 'config.urls'\n",
    "config/urls.py": "from django.urls import include, path\n\nurlpatterns = [path('o/', include('orders.urls')), path('b/', include('bills.urls'))]\n",
    "orders/__init__.py": "",
    "bills/__init__.py": "",
    "bills/urls.py": "from django.urls import path\n\n# All of them.\nurlpatterns: list = [path('', print, name='detail')]\n",
    "orders/urls.py": "from django.urls import path\n\nurlpatterns = [path('', print, name='detail')]\n",
}
CONFIGURED = "app-config-name-mismatch"
CHECKS = "from django.core.checks import register\n\n\n@register()\ndef check(**kwargs):\n    return []\n"
SERVICES = {"orders/__init__.py": "", "orders/models.py": ""}


def configured(body: str, head: str = "class OrdersConfig(AppConfig):") -> str:
    return f"from django.apps import AppConfig\n\n\n{head}\n{body}"


def sent(call: str, head: str = "from django.db import transaction\n") -> dict[str, str]:
    source = f"{head}\nfrom .tasks import announce\n\n\n@transaction.atomic\ndef place(order):\n{call}"
    return {"orders/__init__.py": "", "orders/models.py": "", "orders/tasks.py": TASKS, "orders/services.py": source}


def service(text: str, **others: str) -> dict[str, str]:
    files = {f"{path.replace('__', '/')}.py": source for path, source in others.items()}
    return {**SERVICES, "orders/services.py": text, **files}


PARTIAL = "from functools import partial\n\nfrom django.db import transaction\n"


def bill(field: str, imported: str = "from orders.models import Order\n") -> dict[str, str]:
    source = f"from django.db import models\n{imported}\n\nclass Bill(models.Model):\n    {field}"
    return {"bills/__init__.py": "", "bills/models.py": source}


def views(text: str, package: str | None = None) -> dict[str, str]:
    return {"orders/views.py": text} if package is not None else {"orders/__init__.py": "", "orders/views.py": text}


SITUATIONS = [
    # AppConfigs
    Situation(
        "missing-app-config",
        "another apps",
        {"orders/__init__.py": "", "orders/models.py": MODELS, "orders/apps/__init__.py": ""},
    ),
    Situation(
        "missing-init",
        "a part elsewhere",
        {"src/shop/models.py": MODELS, "src/shop.py": "", "src/shop/apps.py": configured("    name = 'shop'\n")},
    ),
    Situation(
        "missing-init",
        "migrations",
        {**APP, "orders/migrations/0001_initial.py": ""},
        {"orders/migrations/__init__.py": ""},
    ),
    Situation(
        CONFIGURED,
        "another app's name",
        {"orders/__init__.py": "", "orders/apps.py": configured("    name = 'bills'\n")},
    ),
    Situation(
        CONFIGURED,
        "the other is there",
        {"orders/__init__.py": "", "shop/__init__.py": "", "shop/orders/__init__.py": "", "shop/orders/apps.py": APPS},
    ),
    Situation(
        CONFIGURED,
        "annotated, in other quotes",
        {
            "shop/__init__.py": "",
            "shop/orders/__init__.py": "",
            "shop/orders/apps.py": configured('    name: str = "orders"\n'),
        },
        {"shop/orders/apps.py": configured('    name: str = "shop.orders"\n')},
    ),
    Situation(
        CONFIGURED, "two", {"shop/__init__.py": "", "shop/orders/__init__.py": "", "shop/orders/apps.py": APPS + APPS}
    ),
    Situation(
        "dead-default-app-config",
        "an old Django",
        {
            "requirements.txt": "Django>=3.2\n",
            "orders/__init__.py": "default_app_config = 'a'\n",
            "orders/models.py": "",
        },
    ),
    Situation(
        "dead-default-app-config",
        "used",
        {"orders/__init__.py": "default_app_config = 'a'\n", "orders/models.py": "from . import default_app_config\n"},
    ),
    Situation(
        "dead-default-app-config",
        "two names",
        {"orders/__init__.py": "default_app_config = other = 'a'\n", "orders/models.py": ""},
    ),
    Situation(
        "generic-label",
        "models",
        {
            "shop/__init__.py": "",
            "shop/core/__init__.py": "",
            "shop/core/models.py": MODELS,
            "shop/core/apps.py": configured("    name = 'shop.core'\n"),
        },
    ),
    Situation(
        "generic-label", "nothing around", {"core/__init__.py": "", "core/apps.py": configured("    name = 'core'\n")}
    ),
    Situation(
        "generic-label",
        "taken",
        {
            "shop/__init__.py": "",
            "shop/core/__init__.py": "",
            "shop/core/apps.py": configured("    name = 'shop.core'\n"),
            "shop_core/__init__.py": "",
            "shop_core/models.py": "",
        },
    ),
    Situation(
        "generic-label",
        "two configs",
        {
            "shop/__init__.py": "",
            "shop/core/__init__.py": "",
            "shop/core/apps.py": configured(
                "    name = 'shop.core'\n\n\nclass B(AppConfig):\n    name = 'shop.core'\n"
            ),
        },
    ),
    Situation(
        "missing-default-auto-field",
        "migrations",
        {
            **APP,
            "requirements.txt": "Django>=5\n",
            "orders/migrations/__init__.py": "",
            "orders/migrations/0001_initial.py": "fields = [('id', models.AutoField())]\n",
        },
        {"orders/apps.py": f"{APPS}    default_auto_field = 'django.db.models.AutoField'\n"},
    ),
    Situation(
        "missing-default-auto-field",
        "mixed",
        {
            **APP,
            "requirements.txt": "Django>=5\n",
            "orders/migrations/0001_initial.py": "AutoField()\nBigAutoField()\n",
        },
    ),
    Situation(
        "missing-default-auto-field",
        "no name",
        {**APP, "requirements.txt": "Django>=5\n", "orders/apps.py": configured("    pass\n")},
        {"orders/apps.py": configured('    default_auto_field = "django.db.models.BigAutoField"\n')},
    ),
    Situation(
        "missing-default-auto-field",
        "one line",
        {
            **APP,
            "requirements.txt": "Django>=5\n",
            "orders/apps.py": "from django.apps import AppConfig\nclass OrdersConfig(AppConfig): name = 'orders'\n",
        },
    ),
    Situation(
        "missing-default-auto-field",
        "documented",
        {**APP, "requirements.txt": "Django>=5\n", "orders/apps.py": configured('    """Orders."""\n')},
        {
            "orders/apps.py": configured(
                '    """Orders."""\n\n    default_auto_field = "django.db.models.BigAutoField"\n'
            )
        },
    ),
    Situation(
        "missing-default-auto-field",
        "a method first",
        {**APP, "requirements.txt": "Django>=5\n", "orders/apps.py": configured("    def ready(self): ...\n")},
        {
            "orders/apps.py": configured(
                '    default_auto_field = "django.db.models.BigAutoField"\n    def ready(self): ...\n'
            )
        },
    ),
    Situation(
        "missing-default-auto-field",
        "shared line",
        {
            **APP,
            "requirements.txt": "Django>=5\n",
            "orders/apps.py": configured("    name = 'orders'; label = 'orders'\n"),
        },
    ),
    Situation(
        "installed-by-package",
        "named twice",
        {**SETTINGS, "config/settings.py": "INSTALLED_APPS = ['orders']\nX = 'orders'\n", "orders/apps.py": APPS},
        profiles=("strict",),
    ),
    Situation(
        "installed-by-package",
        "two that could be",
        {
            **SETTINGS,
            "config/settings.py": "INSTALLED_APPS = ['orders']\n",
            "orders/apps.py": APPS + APPS.replace("OrdersConfig", "Other"),
        },
    ),
    Situation(
        "missing-default-auto-field",
        "migrations elsewhere",
        {
            **SETTINGS,
            "config/settings.py": "INSTALLED_APPS = ['orders']\nMIGRATION_MODULES = {'orders': 'gone'}\n",
            "requirements.txt": "Django>=5\n",
            "orders/models.py": MODELS,
            "orders/apps.py": APPS,
        },
    ),
    # What ready imports
    Situation(
        "missing-checks-registration",
        "at the end",
        {
            **APP,
            "orders/checks.py": CHECKS,
            "orders/apps.py": f"{APPS}\n    def ready(self):\n        print()  # first\n",
        },
        {
            "orders/apps.py": f"{APPS}\n    def ready(self):\n        print()  # first\n        from . import checks  # noqa: F401\n"
        },
    ),
    Situation(
        "missing-checks-registration",
        "instead of nothing",
        {**APP, "orders/checks.py": CHECKS, "orders/apps.py": f"{APPS}\n    def ready(self):\n        pass\n"},
        {"orders/apps.py": f"{APPS}\n    def ready(self):\n        from . import checks  # noqa: F401\n"},
    ),
    Situation(
        "missing-checks-registration",
        "returns",
        {
            **APP,
            "orders/checks.py": CHECKS,
            "orders/apps.py": f"{APPS}\n    def ready(self):\n        if 1:\n            return\n        print()\n",
        },
    ),
    Situation(
        "missing-checks-registration",
        "one line",
        {**APP, "orders/checks.py": CHECKS, "orders/apps.py": f"{APPS}\n    def ready(self): print()\n"},
    ),
    Situation(
        "missing-checks-registration",
        "a strange ready",
        {**APP, "orders/checks.py": CHECKS, "orders/apps.py": f"{APPS}\n    async def ready(self): ...\n"},
    ),
    Situation(
        "missing-checks-registration",
        "a class without a body",
        {**APP, "orders/checks.py": CHECKS, "orders/apps.py": configured("    pass\n")},
        {"orders/apps.py": configured("    def ready(self):\n        from . import checks  # noqa: F401\n")},
    ),
    Situation(
        "missing-checks-registration",
        "a class on one line",
        {
            **APP,
            "orders/checks.py": CHECKS,
            "orders/apps.py": "from django.apps import AppConfig\nclass OrdersConfig(AppConfig): name = 'orders'\n",
        },
    ),
    Situation(
        "missing-checks-registration",
        "deeper",
        {**APP, "orders/lib/__init__.py": "", "orders/lib/checks.py": CHECKS},
        {"orders/apps.py": f"{APPS}\n    def ready(self):\n        from .lib import checks  # noqa: F401\n"},
    ),
    Situation(
        "missing-checks-registration",
        "a base",
        {
            **APP,
            "orders/checks.py": CHECKS,
            "base.py": configured("    def ready(self): ...\n", "class Base(AppConfig):"),
            "orders/apps.py": "from base import Base\n\n\nclass OrdersConfig(Base):\n    name = 'orders'\n",
        },
        {
            "orders/apps.py": "from base import Base\n\n\nclass OrdersConfig(Base):\n    name = 'orders'\n\n    def ready(self):\n        super().ready()\n        from . import checks  # noqa: F401\n"
        },
    ),
    *(
        Situation(
            "unreached-receivers",
            f"broken {number}",
            {**APP, "bills/__init__.py": "", "orders/handlers.py": HANDLERS.format(line)},
        )
        for number, line in enumerate(
            ("from orders.gone import a", "from orders.models import Gone", "import orders.gone")
        )
    ),
    *(
        Situation(
            "unreached-receivers",
            f"sound {number}",
            {**APP, "orders/star.py": "from os import *\n", "orders/handlers.py": HANDLERS.format(line)},
            {"orders/apps.py": f"{APPS}\n    def ready(self):\n        from . import handlers  # noqa: F401\n"},
        )
        for number, line in enumerate(
            (
                "from orders import models",
                "from orders.models import Order",
                "from orders.star import a",
                "import orders",
                "if 0:\n    import orders.gone",
            )
        )
    ),
    Situation(
        "missing-checks-registration",
        "an AppConfig elsewhere",
        {
            **SETTINGS,
            "config/settings.py": "INSTALLED_APPS = ['orders.config.apps.OrdersConfig']\n",
            "orders/config/__init__.py": "",
            "orders/config/apps.py": APPS,
            "orders/checks.py": CHECKS,
        },
        {"orders/config/apps.py": f"{APPS}\n    def ready(self):\n        from orders import checks  # noqa: F401\n"},
    ),
    # Imports out of apps.py
    Situation(
        "import-before-ready",
        "used in ready",
        {
            **APP,
            "orders/apps.py": 'from django.apps import AppConfig\n\nfrom .models import Order\n\n\nclass OrdersConfig(AppConfig):\n    def ready(self):\n        """Say so."""\n        print(Order)\n',
        },
        {
            "orders/apps.py": 'from django.apps import AppConfig\n\n\nclass OrdersConfig(AppConfig):\n    def ready(self):\n        """Say so."""\n        from .models import Order\n        print(Order)\n'
        },
    ),
    Situation(
        "import-before-ready",
        "used elsewhere",
        {**APP, "orders/apps.py": f"from .models import Order\n{APPS}    x = Order\n"},
    ),
    Situation(
        "import-before-ready",
        "taken from there",
        {
            **APP,
            "orders/apps.py": f"from .models import Order\n{APPS}",
            "orders/views.py": "from .apps import Order\n",
        },
    ),
    Situation("import-before-ready", "of the package", {**APP, "orders/__init__.py": "from .models import Order\n"}),
    Situation(
        "import-before-ready",
        "plain, in a ready without a body",
        {**APP, "orders/apps.py": f"import orders.models as found\n{APPS}\n    def ready(self):\n        ...\n"},
        {"orders/apps.py": f"{APPS}\n    def ready(self):\n        import orders.models as found  # noqa: F401\n"},
    ),
    Situation(
        "import-before-ready",
        "a strange ready",
        {**APP, "orders/apps.py": f"import orders.models as found\n{APPS}\n    async def ready(self): ...\n"},
    ),
    Situation(
        "import-before-ready",
        "ready on one line",
        {**APP, "orders/apps.py": f"import orders.models as found\n{APPS}\n    def ready(self): print()\n"},
    ),
    Situation(
        "import-before-ready",
        "above the rest",
        {**APP, "orders/apps.py": f"import orders.models as found\n{APPS}\n    def ready(self):\n        print()\n"},
        {
            "orders/apps.py": f"{APPS}\n    def ready(self):\n        import orders.models as found  # noqa: F401\n        print()\n"
        },
    ),
    # Relations
    Situation(
        "direct-fk-import",
        "annotated",
        {**APP, **bill("order = models.ForeignKey(Order, models.CASCADE)\n    x: 'Order'\n")},
    ),
    Situation(
        "direct-fk-import",
        "by keyword",
        {**APP, **bill("order = models.ForeignKey(to=Order, on_delete=models.CASCADE, verbose_name='x')\n")},
        {
            "bills/models.py": bill(
                "order = models.ForeignKey(to='orders.Order', on_delete=models.CASCADE, verbose_name='x')\n", ""
            )["bills/models.py"]
        },
    ),
    Situation(
        "direct-fk-import",
        "passed on",
        {
            **APP,
            **bill("order = models.ForeignKey(Order, models.CASCADE)\n"),
            "bills/views.py": "from bills.models import Order\n",
        },
    ),
    Situation(
        "direct-fk-import",
        "conditional",
        {
            **APP,
            **bill(
                "order = models.ForeignKey(Order, models.CASCADE)\n", "if 1:\n    from orders.models import Order\n"
            ),
        },
    ),
    # Imports written otherwise
    Situation(
        "relative-import-across-apps",
        "laid out",
        {
            "shop/__init__.py": "",
            "shop/a/__init__.py": "",
            "shop/a/models.py": "A = B = 1\n",
            "shop/b/__init__.py": "",
            "shop/b/models.py": "from ..a.models import (  # both\n    A,\n    B,\n)\nfrom .. a import models\nfrom ..a.gone import C\n",
        },
        {
            "shop/b/models.py": "from shop.a.models import (  # both\n    A,\n    B,\n)\nfrom shop.a import models\nfrom ..a.gone import C\n"
        },
    ),
    Situation(
        "api-internal-alias",
        "taken",
        {
            "orders/__init__.py": "",
            "orders/models.py": "class Order: ...",
            "orders/api.py": "from .models import Order\n\ndef place(): ...\n",
            "tests/__init__.py": "",
            "tests/test_api.py": "patch('orders.api.Order')\n",
        },
    ),
    Situation(
        "api-internal-alias",
        "a module, several",
        {
            "orders/__init__.py": "",
            "orders/models.py": "class Order: ...",
            "orders/logic.py": "",
            "orders/api.py": "import orders.logic as deep\nfrom . import logic, models as m\n\ndef place():\n    return logic.x(m)\n",
        },
        {
            "orders/api.py": "import orders.logic as deep\nfrom . import logic as _logic, models as _m\n\ndef place():\n    return _logic.x(_m)\n"
        },
    ),
    Situation(
        "api-internal-alias",
        "bound",
        {
            "orders/__init__.py": "",
            "orders/models.py": "class Order: ...",
            "orders/api.py": "from .models import Order\n\n_Order = 1\n\ndef place(): ...\n",
        },
    ),
    Situation(
        "settings-attribute-import",
        "used",
        {
            "orders/__init__.py": "",
            "orders/models.py": "from django.conf.settings import DEBUG, TEST as T\n\nprint(DEBUG, T)  # both\n",
        },
        {"orders/models.py": "from django.conf import settings\n\nprint(settings.DEBUG, settings.TEST)  # both\n"},
    ),
    Situation(
        "settings-attribute-import",
        "there",
        {
            "orders/__init__.py": "",
            "orders/models.py": "from django.conf import settings\nfrom django.conf.settings import DEBUG\n\nprint(DEBUG, settings)\n",
        },
        {"orders/models.py": "from django.conf import settings\n\nprint(settings.DEBUG, settings)\n"},
    ),
    Situation(
        "settings-attribute-import",
        "not one to one",
        {
            "orders/__init__.py": "",
            "orders/models.py": "from django.conf.settings import DEBUG\n\nDEBUG = 1\n",
            "orders/a.py": "import django.conf.settings\n",
            "orders/b.py": "def f():\n    from django.conf.settings import A\n",
            "orders/c.py": "from django.conf.settings import *\n",
            "orders/d.py": "from django.conf.settings import A\nsettings = 1\n",
        },
    ),
    # Tasks
    Situation(
        "task-outside-on-commit",
        "no arguments",
        sent("    announce.delay()\n"),
        {"orders/services.py": sent("    transaction.on_commit(announce.delay)\n")["orders/services.py"]},
    ),
    Situation(
        "task-outside-on-commit",
        "lines",
        sent("    announce.delay(\n        1,\n        x=2,  # two\n    )\n", PARTIAL),
        {
            "orders/services.py": sent(
                "    transaction.on_commit(\n        partial(\n            announce.delay,\n            1,\n            x=2,  # two\n        )\n    )\n",
                PARTIAL,
            )["orders/services.py"]
        },
    ),
    Situation(
        "task-outside-on-commit",
        "a string of several lines",
        sent("    announce.delay(\n        '''a\n        b'''\n    )\n"),
        {
            "orders/services.py": sent(
                "    transaction.on_commit(partial(announce.delay,\n        '''a\n        b'''\n    ))\n", PARTIAL
            )["orders/services.py"]
        },
    ),
    Situation("task-outside-on-commit", "a result", sent("    return announce.delay(1)\n")),
    Situation("task-outside-on-commit", "a generator", sent("    announce.delay(x for x in order)\n")),
    Situation("task-outside-on-commit", "another partial", sent("    announce.delay(1)\n\n\npartial = 1\n")),
    # The user model
    Situation(
        "auth-user-reference",
        "queried",
        views(
            "from django.contrib.auth.models import Group, User\nfrom django.http import A\n\n\ndef f():\n    return User.objects.all()\n"
        ),
        views(
            "from django.contrib.auth import get_user_model\nfrom django.contrib.auth.models import Group\nfrom django.http import A\n\nUser = get_user_model()\n\n\ndef f():\n    return User.objects.all()\n",
            "",
        ),
    ),
    Situation(
        "auth-user-reference",
        "in a function",
        views("def f():\n    from django.contrib.auth.models import User\n\n    return User.objects.all()\n"),
        views(
            "def f():\n    from django.contrib.auth import get_user_model\n\n    User = get_user_model()\n\n    return User.objects.all()\n",
            "",
        ),
    ),
    Situation(
        "auth-user-reference",
        "known, in a function",
        views(
            "from django.contrib.auth import get_user_model\n\n\ndef f():\n    from django.contrib.auth.models import User\n\n    return User.objects.all()\n"
        ),
        views(
            "from django.contrib.auth import get_user_model\n\n\ndef f():\n    User = get_user_model()\n\n    return User.objects.all()\n",
            "",
        ),
    ),
    Situation(
        "auth-user-reference",
        "in a relation",
        {
            "orders/__init__.py": "",
            "orders/models.py": MODELS.replace(
                "import models\n", "import models\nfrom django.contrib.auth.models import User\n"
            ).replace(
                "pass",
                "user = models.ForeignKey(to=User, on_delete=models.CASCADE)\n    other = models.ForeignKey(\n        'auth.User', models.CASCADE)",
            ),
        },
        {
            "orders/models.py": MODELS.replace(
                "from django.db", "from django.conf import settings\nfrom django.db"
            ).replace(
                "pass",
                "user = models.ForeignKey(to=settings.AUTH_USER_MODEL, on_delete=models.CASCADE)\n    other = models.ForeignKey(\n        settings.AUTH_USER_MODEL, models.CASCADE)",
            )
        },
    ),
    Situation(
        "auth-user-reference",
        "among models",
        {
            "orders/__init__.py": "",
            "orders/models.py": f"from django.contrib.auth.models import User\n{MODELS}    x = User()\n",
        },
    ),
    Situation(
        "auth-user-reference",
        "no name for the setting",
        {
            "orders/__init__.py": "",
            "orders/models.py": MODELS.replace(
                "pass", "user = models.ForeignKey('auth.User', models.CASCADE)\n\n\nsettings = 1"
            ),
        },
    ),
    Situation(
        "auth-user-reference",
        "no name for the function",
        views("from django.contrib.auth.models import User\n\nget_user_model = User()\n"),
    ),
    *(
        Situation(
            "auth-user-reference",
            f"a misfit {number}",
            views(f"from django.contrib.auth.models import User\n\nUser()\n\n\n{text}\n"),
        )
        for number, text in enumerate(
            (
                "class A(User): ...",
                "def f(a: User): ...",
                "def f() -> User: ...",
                "a: User = 1",
                "a = list[User]",
                "User = 1",
            )
        )
    ),
    # Labels of models
    Situation(
        "missing-app-label",
        "documented, with methods",
        {
            "orders/__init__.py": "",
            "orders/models.py": MODELS.replace(
                "    pass\n",
                '    """An order."""\n\n    def f(self): ...\n\n\nclass Line(models.Model):\n    a = 1\n    def f(self): ...\n\n\nclass Bare(models.Model):\n    def f(self): ...\n',
            ),
        },
        {
            "orders/models.py": MODELS.replace(
                "    pass\n",
                '    """An order."""\n\n    class Meta:\n        app_label = "orders"\n\n    def f(self): ...\n\n\nclass Line(models.Model):\n    a = 1\n\n    class Meta:\n        app_label = "orders"\n\n    def f(self): ...\n\n\nclass Bare(models.Model):\n    class Meta:\n        app_label = "orders"\n\n    def f(self): ...\n',
            )
        },
        ("strict",),
    ),
    Situation(
        "missing-app-label",
        "inherited",
        {
            "orders/__init__.py": "",
            "orders/models.py": MODELS.replace(
                "    pass\n",
                "    class Meta:\n        abstract = True\n\n\nclass Line(Order):\n    pass\n\n\nclass Odd(models.Model):\n    Meta = 1\n    def Meta(): ...\n",
            ),
        },
        {},
        ("strict",),
    ),
    Situation(
        "missing-app-label",
        "there twice, or nowhere",
        {**SETTINGS, "orders/models.py": MODELS + MODELS, "lib.py": MODELS, "bills/views.py": "import lib\n"},
        {},
        ("strict",),
    ),
    Situation(
        "missing-app-label",
        "in an empty Meta",
        {"orders/__init__.py": "", "orders/models.py": MODELS.replace("pass", "class Meta:\n        pass")},
        {"orders/models.py": MODELS.replace("pass", 'class Meta:\n        app_label = "orders"')},
        ("strict",),
    ),
    Situation(
        "missing-app-label",
        "a documented Meta with comments, and an assignment between methods",
        {
            "orders/__init__.py": "",
            "orders/models.py": MODELS.replace(
                "pass",
                'class Meta:\n        """Data."""\n\n        # The newest.\n        ordering = ["pk"]\n\n\nclass Line(models.Model):\n    def f(self): ...\n\n    f.x = 1',
            ),
        },
        {
            "orders/models.py": MODELS.replace(
                "pass",
                'class Meta:\n        """Data."""\n\n        app_label = "orders"\n        # The newest.\n        ordering = ["pk"]\n\n\nclass Line(models.Model):\n    class Meta:\n        app_label = "orders"\n\n    def f(self): ...\n\n    f.x = 1',
            )
        },
        ("strict",),
    ),
    # Services
    Situation(
        "keyword-only",
        "called",
        service(
            "def pay(\n    a,\n    b,\n    c=1,\n): ...\n\n\ndef f():\n    pay(1, (2), c=3)\n    return pay(1)\n",
            orders__views="from . import services\nfrom .services import pay as p\n\nservices.pay(1, 2)\np(\n    1,\n    2,\n    (3, 4),\n)\n",
            tests__test_pay="from orders.services import pay\n\n\ndef test():\n    assert pay(1, 2)\n",
        ),
        {
            "orders/services.py": "def pay(\n    a,\n    *,\n    b,\n    c=1,\n): ...\n\n\ndef f():\n    pay(1, b=(2), c=3)\n    return pay(1)\n",
            "orders/views.py": "from . import services\nfrom .services import pay as p\n\nservices.pay(1, b=2)\np(\n    1,\n    b=2,\n    c=(3, 4),\n)\n",
            "tests/test_pay.py": "from orders.services import pay\n\n\ndef test():\n    assert pay(1, b=2)\n",
        },
        ("services",),
    ),
    *(
        Situation(
            "keyword-only",
            f"not for certain {number}",
            service(f"{head}def pay(a, b): ...\n", orders__views=text),
            profiles=("services",),
        )
        for number, (head, text) in enumerate(
            (
                ("@shared_task\n", ""),
                ("def pay(a, b): ...\n", ""),
                ("", "from .services import *\npay(1, 2)\n"),
                ("", "import orders.services\npay = orders.services.pay\n"),
                ("", "from .services import pay\npay(*a)\n"),
                ("", "from .services import pay\npay(1, **a)\n"),
                ("", "from .services import pay\npay(1, 2, 3)\n"),
                ("", "from .services import pay\npartial(pay, 1, 2)\n"),
                ("", "from .services import pay\nf'{pay(1, 2)}'\n"),
            )
        )
    ),
    Situation("keyword-only", "has some", service("def pay(a, b, *, c): ...\n"), profiles=("services",)),
]


@pytest.mark.parametrize("situation", SITUATIONS, ids=[f"{each.rule}: {each.name}" for each in SITUATIONS])
def test_a_situation(situation: Situation, tmp_path: Path) -> None:
    found = fixed(tmp_path.resolve(), situation.tree, situation.rule, profiles=situation.profiles)
    assert found == dict(situation.expected)


DOMAIN = {
    "orders/__init__.py": "",
    "orders/models.py": "",
    "orders/domain/__init__.py": "",
    "orders/domain/mutations/__init__.py": "# What can be done.\n",
    "orders/domain/mutations/place_order.py": "def place_order(): ...\n",
}
IMPORTS = "from .domain.mutations.place_order import place_order\n"


def renamed(root: Path, **others: str) -> dict[str, str]:
    files = {f"{path.replace('__', '/')}.py": source for path, source in others.items()}
    return fixed(root, {**DOMAIN, **files}, "private-module-re-export", profiles=("domain",))


def test_a_module_gets_a_private_name_everywhere(tmp_path: Path) -> None:
    text = f"from .domain.mutations import (\n    other,\n)\n{IMPORTS}from orders.domain.mutations.place_order import (\n    place_order as p,\n)\n"
    assert renamed(tmp_path, orders__views=text, tests__test_orders=text.replace("from .", "from orders.")) == {
        "orders/domain/mutations/__init__.py": "# What can be done.\nfrom ._place_order import place_order\n",
        "orders/domain/mutations/_place_order.py": "def place_order(): ...\n",
        "orders/domain/mutations/place_order.py": "",
        "orders/views.py": text.replace("mutations.place_order", "mutations._place_order"),
        "tests/test_orders.py": text.replace("from .", "from orders.").replace(".place_order", "._place_order"),
    }


@pytest.mark.parametrize(
    "text",
    [
        "from .domain.mutations import place_order\n",
        "import orders.domain.mutations.place_order\n",
        "from .domain.mutations.place_order import *\n",
        f"{IMPORTS}patch('orders.domain.mutations.place_order.x')\n",
        "from .domain.mutations.place_order\\\n import place_order\n",
    ],
)
def test_a_module_keeps_its_name_where_not_all_can_be_seen(text: str, tmp_path: Path) -> None:
    assert not renamed(tmp_path, orders__views=text)


def test_a_package_offers_what_is_no_name_of_its_own(tmp_path: Path) -> None:
    tree = {**DOMAIN, "orders/domain/mutations/__init__.py": "place_order = 1\n"}
    found = fixed(tmp_path, tree, "private-module-re-export", profiles=("domain",))
    assert set(found) == {"orders/domain/mutations/_place_order.py", "orders/domain/mutations/place_order.py"}


@pytest.mark.parametrize(
    ("more", "mended"),
    [
        ({}, True),
        ({"orders/views.py": "reverse('detail')\n"}, False),
        ({"templates/a.html": "{% url 'detail' %}", "templates/.hidden/b.html": "", "templates/c.png": ""}, False),
        (
            {
                "bills/urls.py": "from django.urls import include, path\nurlpatterns = [path('', print, name='detail'), include('x')]\n"
            },
            False,
        ),
        (
            {
                "bills/urls.py": "from django.urls import path\nif 1:\n    urlpatterns = [path('', print, name='detail')]\n"
            },
            False,
        ),
    ],
)
def test_a_urlconf_gets_a_namespace_where_nobody_names_its_names(
    more: dict[str, str], mended: bool, tmp_path: Path
) -> None:
    more = {
        path: source.replace("name='detail')", "name='detail'), path('l', print, name='list')")
        for path, source in {**SETTINGS, **more}.items()
    }
    found = fixed(tmp_path, more, "url-name-collision")
    assert any("\napp_name = " in text for text in found.values()) == mended
