import pytest

from django_opinionated_startapp.audit.rules.models.auth_user_reference import AuthUserReference
from tests.audit.trees import run_rule


def found(source: str, path: str = "orders/views.py") -> list[str]:
    tree = {"orders/__init__.py": "", "orders/models.py": "", path: source}
    return [each.anchor for each in run_rule(AuthUserReference, tree)]


IMPORT = "from django.contrib.auth.models import User\n"
MODEL = "from django.db import models\nclass A(models.Model):\n"


@pytest.mark.parametrize(
    "source",
    [
        f"{IMPORT}def f():\n    return User.objects.get(pk=1)\n",
        f"{IMPORT}def f():\n    User(username='x').save()\n",
        f"{IMPORT}{MODEL}    user = models.ForeignKey(User, models.CASCADE)\n",
        f"{IMPORT}def f(user):\n    return isinstance(user, User)\n",
        f"{IMPORT}class Serializer:\n    class Meta:\n        model = User\n",
        "def f():\n    from django.contrib.auth.models import User\n    return User.objects.all()\n",
        f"{MODEL}    user = models.OneToOneField('auth.user', models.CASCADE)\n",
    ],
)
def test_a_use_of_the_class_itself_is_found(source: str) -> None:
    assert len(found(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        IMPORT,
        f"{IMPORT}def f(user: User) -> User: ...\n",
        f"{IMPORT}class Person(User):\n    class Meta:\n        proxy = True\n",
        f"{IMPORT}from django.contrib import admin\nadmin.site.unregister(User)\nadmin.site.register(User, object)\n",
        f"{IMPORT}FIELDS = [field.name for field in User._meta.fields]\n",
        f"from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    {IMPORT}def f(user):\n    return user\n",
        "from django.contrib.auth.models import Group\nGroup.objects\n",
        "def f():\n    from django.contrib.auth.models import User\ndef g(User):\n    return User.objects\n",
    ],
    ids=["unused", "annotation", "proxy", "admin", "meta", "types only", "group", "other scope"],
)
def test_what_needs_the_class_or_is_no_use_is_fine(source: str) -> None:
    assert found(source) == []


@pytest.mark.parametrize("path", ["orders/tests/test_views.py", "orders/migrations/0001_initial.py"])
def test_tests_and_migrations_are_left_alone(path: str) -> None:
    assert found(f"{IMPORT}User.objects.all()\n", path) == []
