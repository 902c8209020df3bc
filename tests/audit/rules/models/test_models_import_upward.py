import pytest

from django_opinionated_startapp.audit.rules.models.models_import_upward import ModelsImportUpward
from tests.audit.trees import run_rule

MODEL = "from django.db import models\nclass Order(models.Model): ...\n"


def found(line: str, rest: str = MODEL) -> list[str]:
    tree = {
        "orders/__init__.py": "",
        "orders/models.py": f"{line}\n{rest}",
        "orders/views.py": "def index(request): ...\n",
        "orders/rest_api/__init__.py": "",
        "orders/rest_api/serializers/__init__.py": "",
        "orders/rest_api/serializers/orders.py": "class A: ...\n",
        "forms/__init__.py": "",
        "forms/models.py": "from django.db import models\nclass Form(models.Model): ...\n",
        "forms/fields.py": "LIMIT = 3\n",
        "lib/__init__.py": "",
        "lib/forms.py": "LIMIT = 3\n",
        "kit/__init__.py": "",
        "kit/forms/__init__.py": "from .fields import Chooser\nfrom .orders import OrderForm\n",
        "kit/forms/fields.py": "class Chooser: ...\n",
        "kit/forms/orders.py": "class OrderForm: ...\n",
    }
    return [each.anchor.partition(" -> ")[2] for each in run_rule(ModelsImportUpward, tree)]


@pytest.mark.parametrize(
    ("line", "module"),
    [
        ("from . import views", "orders.views"),
        ("from .views import index\nfrom .views import index as other", "orders.views"),
        ("from .rest_api.serializers.orders import A", "orders.rest_api.serializers.orders"),
        ("from lib.forms import LIMIT", "lib.forms"),
        ("from kit.forms import Chooser, OrderForm", "kit.forms"),
        ("try:\n    from .views import index\nexcept ImportError:\n    index = None", "orders.views"),
    ],
)
def test_an_import_of_the_web_layer_is_found_once(line: str, module: str) -> None:
    assert found(line) == [module]


@pytest.mark.parametrize(
    "line",
    [
        "from django import forms",
        "from forms.fields import LIMIT",
        "from forms.models import Form",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .views import index",
        "def later():\n    from .views import index",
    ],
    ids=["django", "an app called forms", "its models", "types only", "later"],
)
def test_other_imports_are_fine(line: str) -> None:
    assert found(line) == []


def test_a_module_without_models_may_import_what_it_likes() -> None:
    assert found("from .views import index", rest="class Helper: ...\n") == []


def test_a_module_of_forms_may_hold_a_model() -> None:
    tree = {
        "orders/__init__.py": "",
        "orders/models.py": "",
        "orders/forms.py": f"from .views import index\n{MODEL}",
        "orders/views.py": "def index(request): ...\n",
    }
    assert not run_rule(ModelsImportUpward, tree)


@pytest.mark.parametrize("line", ["from kit.forms import Chooser", "from kit.forms.fields import Chooser"])
def test_what_forms_are_made_of_may_be_imported(line: str) -> None:
    assert found(line) == []
