"""The questions that most rules have: where a name leads, what a class is, which model a string means."""

from pathlib import Path

import pytest

from django_opinionated_startapp.audit.finding import Place
from django_opinionated_startapp.audit.lookups.bases import is_model_base
from django_opinionated_startapp.audit.lookups.tables import has_table
from django_opinionated_startapp.audit.project import Project
from tests.audit.trees import read_project, write_tree

TREE = {
    "orders/__init__.py": "from .models import Order as TheOrder\n",
    "orders/apps.py": "",
    "orders/models.py": """
        from django.db import models
        from common.models import Base, Plain, Missing
        from elsewhere.models import TreeModel, NodeManager

        class Order(Base):
            title = models.CharField()
            title = models.TextField()

        class Alias(Order):
            class Meta:
                proxy = True
                app_label = "shop"

        class Node(TreeModel): ...
        class Nodes(NodeManager): ...
        class Note(Plain): ...
        class Circle(Circle): ...
        class Left(Right): ...
        class Right(Left): ...
        """,
    "orders/api.py": """
        from .models import *
        from .gone import *
        from orders.models import Order as Renamed
        import orders.models
        """,
    "orders/loop.py": "from orders.pool import x\n",
    "orders/pool.py": "from orders.loop import x\n",
    "common/__init__.py": "",
    "common/models.py": """
        from django.db import models

        class Base(models.Model):
            class Meta:
                abstract = True

        class Plain: ...
        """,
    "people/__init__.py": "",
    "people/apps.py": "from django.apps import AppConfig\nclass C(AppConfig):\n    name = 'people'\n",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return read_project(write_tree(tmp_path_factory.mktemp("project"), TREE))


@pytest.mark.parametrize(
    ("path", "resolved"),
    [
        ("orders.TheOrder", "orders.models.Order"),
        ("orders.TheOrder.objects.all()", "orders.models.Order.objects.all()"),
        ("orders.api.Order", "orders.models.Order"),
        ("orders.api.Renamed()", "orders.models.Order()"),
        ("orders.api.Renamed[].x", "orders.models.Order[].x"),
        ("orders.api.nothing", "orders.api.nothing"),
        ("orders.models.Order.x", "orders.models.Order.x"),
        ("orders.models", "orders.models"),
        ("django.db.models", "django.db.models"),
        ("orders.models.models.Model", "django.db.models.Model"),
        ("self.x", "self.x"),
    ],
)
def test_a_path_is_followed_through_re_exports_to_the_definition(project: Project, path: str, resolved: str) -> None:
    assert project.resolve(path) == resolved
    assert project.resolve(path) == resolved


def test_modules_that_import_each_others_names_end_somewhere(project: Project) -> None:
    assert project.resolve("orders.loop.x") in {"orders.loop.x", "orders.pool.x"}


def test_a_name_lies_in_a_module_and_an_app(project: Project) -> None:
    assert project.module_of("orders.models.Order.objects") is project.modules["orders.models"]
    assert project.module_of("django.db") is None
    orders = project.app_of("orders.models.Order")
    assert orders is project.apps["orders"]
    assert project.app_of("people.gone.x") is project.apps["people"]
    assert project.app_of("django.db") is None


def test_the_imported_module_is_the_one_that_runs_last(project: Project) -> None:
    rows = {row.target: row for row in project.modules["orders.api"].outline.imports}
    assert project.imported(rows["orders.models"]) is project.modules["orders.models"]
    assert project.imported(rows["orders.models.Order"]) is project.modules["orders.models"]
    assert project.imported(rows["orders.gone"]) is None


def test_models_are_known_by_what_they_come_from(project: Project) -> None:
    found = {name: (model.app, model.abstract, model.proxy) for name, model in project.models.items()}
    assert found == {
        "common.models.Base": ("common", True, False),
        "orders.models.Order": ("orders", False, False),
        "orders.models.Alias": ("shop", False, True),
        "orders.models.Node": ("orders", False, False),
    }
    order = project.models["orders.models.Order"]
    assert order.reference == "orders.order"
    assert project.model("orders.TheOrder") is order
    assert project.model_named("Orders.ORDER") is order
    assert project.model_named("common.Base") is None
    assert project.model("orders.models.Note") is None
    assert project.ancestors("orders.models.Alias") == {
        "orders.models.Alias",
        "orders.models.Order",
        "common.models.Base",
        "django.db.models.Model",
    }


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("django.db.models.Model", True),
        ("django.contrib.gis.db.models.Model", True),
        ("django.db.models.TextChoices", False),
        ("django.contrib.auth.models.AbstractUser", True),
        ("django.contrib.auth.models.PermissionsMixin", True),
        ("django.contrib.auth.base_user.AbstractBaseUser", True),
        ("django.contrib.auth.base_user.BaseUserManager", False),
        ("django.contrib.sessions.base_session.AbstractBaseSession", True),
        ("treebeard.mp_tree.MP_Node", True),
        ("django.contrib.auth.models.UserManager", False),
        ("library.base.Thing", False),
    ],
)
def test_a_base_from_elsewhere_makes_a_model_if_it_stands_among_models(base: str, expected: bool) -> None:
    assert is_model_base(base) is expected


def test_the_last_assignment_in_a_class_counts_and_a_row_has_a_place(project: Project) -> None:
    module = project.modules["orders.models"]
    title = module.attributes("Order")["title"]
    assert title.path == "django.db.models.TextField()"
    assert module.at(title) == Place("orders/models.py", 7, 5)
    assert module.at() == Place("orders/models.py")
    assert (module.package, project.modules["orders"].package) == ("orders", "orders")


def test_what_is_shared_is_made_once(project: Project) -> None:
    made: list[Project] = []

    def make(given: Project) -> int:
        made.append(given)
        return 5

    assert (project.shared(make), project.shared(make)) == (5, 5)
    assert made == [project]


def test_a_user_made_of_djangos_parts_is_a_model_with_a_table(tmp_path: Path) -> None:
    tree = {
        "people/__init__.py": "",
        "people/models.py": """
            from django.contrib.auth.base_user import AbstractBaseUser
            from django.contrib.auth.models import PermissionsMixin

            class User(AbstractBaseUser, PermissionsMixin): ...
            """,
    }
    found = read_project(write_tree(tmp_path, tree))
    user = found.models["people.models.User"]
    assert (user.reference, has_table(found, user)) == ("people.user", True)
