"""Layers around what exists: models of an app that was made by hand, and tables of a database."""

import json
import re
import sqlite3
from importlib.util import find_spec
from pathlib import Path

import pytest

from .conftest import Project

MODELS = '''
import uuid
from decimal import Decimal

import django
from django.conf import settings
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models

CONDITION = "condition" if django.VERSION >= (5, 1) else "check"


class Colour(models.TextChoices):
    RED = "red"
    DARK_BLUE = "dark blue"


class Stamped(models.Model):
    created = models.DateTimeField(auto_now_add=True)
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class Loud(models.CharField):
    """Looks like its base to code."""


class Magic(models.CharField):
    def from_db_value(self, value, expression, connection):
        return value


class Category(models.Model):
    name = models.CharField(max_length=40, unique=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE)

    class Meta:
        ordering = ["name"]


class Place(Stamped):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = Loud(max_length=30)
    magic = Magic(max_length=30, blank=True)
    colour = models.CharField(max_length=20, choices=Colour.choices)
    level = models.IntegerField(choices=[(0, "low"), (1, "high")], default=0)
    mood = models.CharField(max_length=3, choices=[("a+", "good"), ("a-", "bad")], blank=True)
    size = models.IntegerField(null=True, blank=True, choices=[(1, "1 m"), (2, "2 m")])
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, editable=False)
    price = models.DecimalField(max_digits=6, decimal_places=2, validators=[MinValueValidator(Decimal("0.50"))])
    code = models.SlugField()
    stock = models.PositiveIntegerField(default=3)
    extra = models.JSONField(default=list, blank=True)
    maybe = models.BooleanField(null=True)

    class Meta:
        unique_together = [("owner", "code")]
        constraints = [models.CheckConstraint(**{CONDITION: models.Q(stock__gt=2)}, name="stock")]


class Restaurant(Place):
    categories = models.ManyToManyField(Category)
    guests = models.ManyToManyField(settings.AUTH_USER_MODEL, through="Visit", related_name="visited")


class Visit(models.Model):
    restaurant = models.ForeignKey(Restaurant, on_delete=models.CASCADE)
    guest = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    note = models.TextField(blank=True)
    when = models.DateField()

    people = models.Manager()

    def __str__(self):
        return f"{self.guest} on {self.when}"  # asks the database for the guest


class Code(models.Model):
    code = models.CharField(max_length=9, validators=[RegexValidator("^X-")])
'''
APPS = 'from django.apps import AppConfig\n\n\nclass ShopConfig(AppConfig):\n    name = "shop"\n'
NOTES = """\
Left out shop.Code: code: it takes no value that tests know, not even "Code".
Left out shop.Place.magic: nothing is known of its class, Magic.
Left out shop.Restaurant.magic: nothing is known of its class, Magic.
Left out shop.Restaurant.guests: its rows are those of shop.Visit.
"""


@pytest.fixture(scope="module")
def made_by_hand(pristine: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with an app that somebody wrote, and its migration."""
    project = pristine.copy(tmp_path_factory.mktemp("by_hand") / "project")
    project.edit(
        "config/settings.py", "    'django_opinionated_startapp',", "    'django_opinionated_startapp',\n    'shop',"
    )
    project.write(
        {"shop/__init__.py": "", "shop/models.py": MODELS, "shop/apps.py": APPS, "shop/migrations/__init__.py": ""}
    )
    done = project.python("manage.py", "makemigrations", "shop")
    assert done.returncode == 0, done.stderr
    return project


@pytest.fixture
def shop(made_by_hand: Project, tmp_path: Path) -> Project:
    return made_by_hand.copy(tmp_path / "shop")


def passes(project: Project, app: str) -> None:
    done = project.python("-W", "error", "manage.py", "test", app)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "Ran 0 tests" not in done.stderr
    done = project.python("manage.py", "makemigrations", "--check", "--dry-run")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("pattern", ["oep49", "services", "domain"])
def test_all_layers_are_made_around_the_models_of_an_app(shop: Project, pattern: str) -> None:
    before = shop.tree()
    command = ("--from-model", "shop", "--install", "--pattern", pattern)
    done = shop.run(*command)
    assert done.stderr.startswith(NOTES)
    after = shop.tree()
    changed = {name for name in before if after[name] != before[name]}
    assert changed - {"config/settings.py"} == {"config/urls.py", "shop/apps.py"}  # the settings, for REST framework
    assert "shop/rest_api/v1/views.py" in after
    assert b"def ready(self)" in after["shop/apps.py"]
    passes(shop, "shop")
    checked = shop.python("manage.py", "auditapps", "shop", "--profile", pattern, "--no-cache")
    assert checked.returncode == 0, checked.stdout
    again = shop.run(*command)
    assert "Nothing to do: everything is there already." in again.stderr
    shop.run("--upgrade", "shop", "--check")
    assert shop.tree() == after
    shop.run("shop", "--undo")
    assert shop.tree() == before


def test_layers_that_are_added_later_equal_those_made_at_once(shop: Project, tmp_path: Path) -> None:
    other = shop.copy(tmp_path / "other")
    command = ("--from-model", "shop.Category", "--pattern", "services", "--install")
    other.run(*command, "--only", "tasks", "readme", "signals", "checks", "conf", "tests")
    shop.run(*command, "--only", "tasks", "conf", "tests")
    # What somebody writes into a layer stays, and so does what was there before.
    done = shop.run("shop", "--add", "readme", "signals", "checks", "--install")
    assert "~ shop/apps.py" in done.stdout
    assert shop.tree() == other.tree()
    shop.edit("shop/tasks.py", "import logging\n", "import logging\n\nMINE = 1\n")
    shop.run("shop", "--add", "services", "--install")
    assert b"MINE = 1" in shop.tree()["shop/tasks.py"]
    done = shop.run("shop", "--undo")
    assert "Kept shop/tasks.py: it was edited." in done.stderr
    assert {name for name in shop.tree() if name.startswith("shop/")} == {
        "shop/__init__.py",
        "shop/apps.py",
        "shop/migrations/0001_initial.py",
        "shop/migrations/__init__.py",
        "shop/models.py",
        "shop/tasks.py",
    }


def test_layers_are_made_around_one_model_and_added_to(shop: Project) -> None:
    shop.run("--from-model", "shop.Category", "--only", "api", "data")
    assert "shop/tasks.py" not in shop.tree()
    data = json.loads(shop.run("--from-model", "shop.Category", "--only", "api", "data", "tests", "--json").stdout)
    assert (data["app"], data["components"]) == ("shop", ["api", "data", "tests"])
    assert "shop/api.py" not in [each["path"] for each in data["changes"]]  # it is what it was
    passes(shop, "shop")


def test_an_app_made_by_hand_gets_components(shop: Project) -> None:
    shop.run("shop", "--add", "tasks")
    assert {name for name in shop.tree() if name.startswith("shop/t")} == {"shop/tasks.py"}
    done = shop.run("shop", "--add", "tests")
    assert "+ shop/tests/test_tasks.py" in done.stdout
    assert "test_api" not in done.stdout
    passes(shop, "shop")


INCLUDE = "from django.urls import include"
API_BY_HAND = {
    "shop/rest_api/__init__.py": "",
    "shop/rest_api/urls.py": "from django.urls import path, include\n\n"
    "urlpatterns = [\n    path('v1/', include('shop.rest_api.v1.urls')),\n]\n",
    "shop/rest_api/v1/__init__.py": "",
    "shop/rest_api/v1/urls.py": "urlpatterns = []\n",
    "shop/urls.py": "from django.urls import include, path\n\napp_name = 'shop'\n"
    "urlpatterns = [path('', include('shop.rest_api.urls'))]\n",
}


def test_an_api_made_by_hand_gets_a_version(shop: Project) -> None:
    assert "shop has no API that could have versions." in shop.refused("shop", "--add-version", "2")
    shop.write(API_BY_HAND)
    shop.edit("config/urls.py", "urlpatterns = [", f"{INCLUDE}\nurlpatterns = [\n    path('', include('shop.urls')),")
    before = shop.tree()
    shop.run("shop", "--add-version", "v2")
    after = shop.tree()
    assert {name for name in before if after[name] != before[name]} == {"shop/rest_api/urls.py"}
    assert b"    path('v2/', include(('shop.rest_api.v2.urls', 'v2'))),\n" in after["shop/rest_api/urls.py"]
    assert not [name for name in after.keys() - before.keys() if "v1" in name]
    shop.run("--upgrade", "shop", "--check")
    shop.run("shop", "--add-version", "v3", "--add", "data")
    tree = shop.tree()
    assert {name for name in tree if name.endswith(("v1.py", "v1/views.py"))} == set()
    assert re.search(b"ref_name = .CategoryV3|CategoryForm", tree["shop/rest_api/v3/serializers.py"])
    passes(shop, "shop")
    shop.run("shop", "--undo")
    assert shop.tree() == before


def test_an_app_made_by_hand_gets_a_model(shop: Project) -> None:
    before = shop.tree()
    assert "shop has a model Code already." in shop.refused("shop", "--add-model", "Code name:str")
    shop.run("shop", "--add-model", "Tag name:str category:fk:Category owner:user", "--add", "api", "tests")
    after = shop.tree()
    assert {name for name in before if after[name] != before[name]} == {"shop/models.py"}
    assert "shop/migrations/0002_tag.py" in after
    models = after["shop/models.py"].decode()
    assert all(line in models for line in before["shop/models.py"].decode().splitlines())
    assert models.rstrip().endswith("return self.name")
    assert models.index("gettext_lazy as _") < models.index("class Colour")
    passes(shop, "shop")
    shop.run("shop", "--add-model", "Label text:text")
    assert b"make_label" in shop.tree()["shop/tests/factories.py"]
    passes(shop, "shop")


def test_models_that_cannot_be_appended(shop: Project) -> None:
    shop.edit("shop/models.py", "class Loud(", "TagQuerySet = Tag = None\n\n\nclass Loud(")
    assert "something of one of their names" in shop.refused("shop", "--add-model", "Tag owner:user name:str")
    models = (shop.root / "shop" / "models.py").read_text()
    (shop.root / "shop" / "models.py").unlink()
    shop.write({"shop/models/__init__.py": models})
    said = shop.refused("shop", "--add-model", "Label name:str")
    assert "No models can be added to shop: models.py is not what Django reads.\nWrite the model by hand" in said


def test_files_that_are_there_stay(shop: Project) -> None:
    shop.write(
        {"shop/admin.py": "# mine\n", "shop/tests.py": "# mine\n", "shop/tasks.py": "# mine\n", "shop/apps.py": ""}
    )
    before = shop.tree()
    done = shop.run("--from-model", "shop.Category", "shop.Visit", "shop.Restaurant")
    for line in (
        "Left out admin: shop/admin.py is there already.",
        "Left out tasks: shop/tasks.py is there already.",
        "Left out tests: tests.py is where the package tests/ has to be.",
        "Left out signals: shop has no AppConfig of its own, whose ready() connects handlers.",
    ):
        assert line in done.stderr.splitlines()
    after = shop.tree()
    assert {name: after[name] for name in before} == before
    assert "shop/tasks.py exists already with other content" in shop.refused(
        "--from-model", "shop.Category", "--only", "tasks"
    )
    assert "The component 'tests' can't be added: tests.py is where" in shop.refused(
        "--from-model", "shop.Category", "--only", "tests"
    )


def test_urls_that_are_there_get_a_line(shop: Project) -> None:
    urls = 'from django.urls import path\n\nurlpatterns = [\n    path("own/", print),\n]\n'
    shop.write({"shop/urls.py": urls})
    command = ("--from-model", "shop.Category", "--only", "rest_api", "--install")
    said = shop.refused(*command)
    assert 'shop/urls.py does not set app_name = "shop".' in said
    shop.write({"shop/urls.py": f'app_name = "shop"\n{urls}'})
    shop.run(*command)
    assert b'    path("own/", print),\n    path("", include("shop.rest_api.urls")),\n' in shop.tree()["shop/urls.py"]
    assert "Nothing to do: everything is there already." in shop.run(*command).stderr


def test_other_patterns_and_generated_apps_are_refused(shop: Project) -> None:
    said = shop.refused("--from-model", "shop", "--pattern", "reusable")
    assert "The pattern reusable makes a distribution for many projects" in said
    shop.run("--from-model", "shop", "--only", "readme")
    said = shop.refused("--from-model", "shop", "--pattern", "services")
    assert "shop has layers of the pattern oep49 already." in said
    shop.run("orders", "--only", "data", "--install")
    said = shop.refused("--from-model", "orders")
    assert "orders was made by this command, which knows its models." in said
    assert "startpatternapp ./orders --add COMPONENT" in said
    assert "django.contrib.auth is not an app of this project" in shop.refused("--from-model", "auth")


TABLES = """
CREATE TABLE old_customers (
    CustomerID integer primary key autoincrement, "Full Name" varchar(60) NOT NULL, balance decimal(8,2) NOT NULL,
    class varchar(5), born date, email varchar(80) NOT NULL UNIQUE, user_id integer REFERENCES auth_user (id)
);
CREATE TABLE old_orders (
    id integer primary key, customer integer NOT NULL REFERENCES old_customers (CustomerID), number integer NOT NULL,
    placed datetime NOT NULL, remark text, paid bool NOT NULL, team integer REFERENCES auth_group (id),
    UNIQUE (customer, number)
);
"""


@pytest.mark.parametrize("pattern", ["oep49", "services", "domain"])
def test_an_app_is_made_for_tables(project: Project, pattern: str) -> None:
    before = project.tree()
    assert project.python("manage.py", "migrate", "-v0").returncode == 0
    connection = sqlite3.connect(project.root / "db.sqlite3")
    connection.executescript(TABLES)
    connection.execute("INSERT INTO old_customers (\"Full Name\", balance, email) VALUES ('A', 1, 'a')")
    connection.commit()
    connection.close()
    project.run("old", "--from-table", "old_customers", "old_orders", "--install", "--pattern", pattern)
    passes(project, "old")
    assert project.python("manage.py", "migrate", "-v0").returncode == 0
    shown = project.python(
        "manage.py", "shell", "-c", "from old.models import Customer; print(Customer.objects.get())"
    )
    assert shown.stdout.endswith("A\n"), shown.stderr
    checked = project.python("manage.py", "auditapps", "old", "--profile", pattern, "--no-cache")
    assert checked.returncode == 0, checked.stdout
    (project.root / "db.sqlite3").unlink()  # what the tables were is in the manifest
    after = project.tree()
    project.run("--upgrade", "old", "--check")
    project.run("old", "--add-model", "Note text:text order:fk:Order")
    passes(project, "old")
    grown = project.tree()
    assert grown["old/migrations/0001_initial.py"] == after["old/migrations/0001_initial.py"]
    (project.root / "db.sqlite3").unlink(missing_ok=True)  # makemigrations opens the database
    project.run("old", "--undo")
    assert project.tree() == before


def test_tables_of_another_database_and_pattern(project: Project) -> None:
    project.edit(
        "config/settings.py",
        "USE_TZ = True",
        "USE_TZ = True\nDATABASES['old'] = {**DATABASES['default'], 'NAME': 'old.db'}",
    )
    connection = sqlite3.connect(project.root / "old.db")
    connection.executescript("CREATE TABLE things (id integer primary key, label varchar(20));")
    connection.close()
    command = ("old", "--from-table", "things", "--database", "old")
    done = project.run(*command, "--dry-run")
    assert "old/tests" not in done.stdout
    assert "Left out tests: the tests would run on the database default, and the tables are in old." in done.stderr
    assert "The models of old use default until a router in DATABASE_ROUTERS sends them to old." in done.stderr
    assert "The component 'tests' can't be added" in project.refused(*command, "--with", "tests")
    assert "The pattern reusable makes a distribution" in project.refused(*command, "--pattern", "reusable")


PLAIN = """from django.db import models


class Partner(models.Model):
    # Rows that are alike come in another order than they do by their key.
    name = models.CharField(max_length=9, db_index=True)


class Deal(models.Model):
    name = models.CharField(max_length=9)
    # Forms ask for it.
    partner = models.ForeignKey(Partner, null=True, on_delete=models.CASCADE)
    # They know nothing of it.
    kind = models.ForeignKey(
        "contenttypes.ContentType", null=True, blank=True, editable=False, on_delete=models.CASCADE
    )


class Share(models.Model):
    partner = models.ForeignKey(Partner, on_delete=models.CASCADE)
    deal = models.ForeignKey(Deal, on_delete=models.CASCADE)
    size = models.IntegerField()

    class Meta:
        unique_together = [("partner", "deal")]


class Paper(models.Model):
    title = models.CharField(max_length=9)
    scan = models.FileField()
"""


@pytest.mark.parametrize("framework", [True, False])
@pytest.mark.parametrize("pattern", ["oep49", "services", "domain"])
def test_models_that_differ_from_what_specs_say(shop: Project, pattern: str, *, framework: bool) -> None:
    shop.write({"shop/models.py": PLAIN})
    if not framework:
        hidden = "DEBUG = True\nimport sys\nsys.modules['rest_framework'] = None"
        shop.edit("config/settings.py", "DEBUG = True", hidden)
    (shop.root / "shop/migrations/0001_initial.py").unlink()
    assert shop.python("manage.py", "makemigrations", "shop").returncode == 0
    shop.run("--from-model", "shop", "--install", "--pattern", pattern)
    views = (shop.root / "shop/rest_api/v1/views.py").read_text()
    assert ("rest_framework" in views) == (framework and find_spec("rest_framework") is not None)
    passes(shop, "shop")
