import pytest

from django_opinionated_startapp.audit.finding import Severity
from django_opinionated_startapp.audit.rules.models.too_many_models import TooManyModels
from tests.audit.trees import run_rule


def app(body: str = "...", count: int = 21) -> dict[str, str]:
    models = "".join(f"class Thing{number}(models.Model):\n    {body}\n" for number in range(count))
    return {"shop/__init__.py": "", "shop/models.py": f"from django.db import models\n{models}"}


def test_many_are_worth_a_note_and_too_many_a_warning() -> None:
    assert [found.severity for found in run_rule(TooManyModels, app(count=20))] == [Severity.INFO]
    assert [found.severity for found in run_rule(TooManyModels, app(count=21))] == [Severity.WARNING]


@pytest.mark.parametrize("kind", ["abstract", "proxy"])
def test_models_without_a_table_do_not_count(kind: str) -> None:
    assert not run_rule(TooManyModels, app(f"class Meta:\n        {kind} = True"))


def test_models_made_in_functions_and_those_of_other_apps_do_not_count() -> None:
    assert not run_rule(TooManyModels, app("class Meta:\n        app_label = 'stock'"))
    inner = "from django.db import models\ndef make():\n" + "".join(
        f"    class Thing{number}(models.Model): ...\n" for number in range(21)
    )
    assert not run_rule(TooManyModels, {"shop/__init__.py": "", "shop/models.py": inner})


@pytest.mark.parametrize(
    ("base", "counts"),
    [
        ("mptt.models.MPTTModel", True),
        ("django.contrib.auth.models.AbstractBaseUser", True),
        ("django.db.models.query.ModelIterable", False),
        ("django.db.models.Manager.from_queryset(object)", False),
        ("django.forms.models.ModelFormMetaclass", False),
        ("company.models.Manager.from_queryset(object)", False),
    ],
)
def test_what_only_looks_like_a_model_does_not_count(base: str, counts: bool) -> None:
    imported = (
        "import company.models, mptt.models, django.contrib.auth.models, django.db.models, django.forms.models\n"
    )
    models = "".join(f"class Thing{number}({base}): ...\n" for number in range(11))
    assert bool(run_rule(TooManyModels, {"shop/__init__.py": "", "shop/models.py": f"{imported}{models}"})) is counts


def test_classes_for_type_checkers_do_not_count() -> None:
    head = "from typing import TYPE_CHECKING\nfrom django.db import models\nif TYPE_CHECKING:\n"
    models = "".join(f"    class Thing{number}(models.Model): ...\n" for number in range(11))
    assert not run_rule(TooManyModels, {"shop/__init__.py": "", "shop/models.py": f"{head}{models}"})
