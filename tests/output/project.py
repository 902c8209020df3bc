"""A project with many generated apps, and commands that run in it."""

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path

import django
import pytest

from django_opinionated_startapp.pattern import PATTERNS
from django_opinionated_startapp.scaffold.gates.choices import EVERY_KIND, NO_OWNER, RELATIONS, SIMPLE

DRF, FILTERS, CELERY, SPECTACULAR = map(find_spec, ("rest_framework", "django_filters", "celery", "drf_spectacular"))
DJANGO_TASKS = django.VERSION >= (6, 0)
OPTIONAL = ("rest_framework", "django_filters", "celery")
SPECS = (EVERY_KIND, RELATIONS, NO_OWNER, SIMPLE)
# What a child process must not inherit: the warnings and the coverage of this run are no affair of generated code.
OURS = ("PYTHONWARNINGS", "PYTHONDEVMODE", "DJANGO_SETTINGS_MODULE")

SETTINGS = """
from importlib.util import find_spec

from .wired import APPS

OPTIONAL = ["rest_framework", "django_filters", "drf_spectacular"]
INSTALLED_APPS += ["django_opinionated_startapp", *filter(find_spec, OPTIONAL), *APPS]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if find_spec("drf_spectacular"):
    REST_FRAMEWORK = {"DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema"}
CELERY_BROKER_URL = "filesystem://"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "data_folder_in": str(BASE_DIR / "queue"),
    "data_folder_out": str(BASE_DIR / "queue"),
    "control_folder": str(BASE_DIR / "control"),
}
"""
URLS = """
from importlib.util import find_spec

from django.urls import include

from .wired import APPS

urlpatterns += [
    path(f"api/{app.split('.')[1]}/", include(f"{app}.urls")) for app in APPS if find_spec(f"{app}.urls")
]
"""
CELERY_APP = """
import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("config")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
"""


@dataclass(frozen=True)
class App:
    """One app to generate; ``lacks``: as where these optional packages are not installed.

    ``common``: it shares classes. Only one app may, since several processes make the apps.
    """

    module: str
    models: tuple[str, ...]
    only: tuple[str, ...]
    pattern: str = "oep49"
    options: tuple[tuple[str, str], ...] = ()
    lacks: tuple[str, ...] = ()
    common: bool = False

    @property
    def label(self) -> str:
        return self.module.partition(".")[2]


def possible(components: tuple[str, ...], lacks: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return ``components`` without tasks, where nothing would run them."""
    queue = DJANGO_TASKS or (CELERY and "celery" not in lacks)
    return tuple(name for name in components if name != "tasks" or queue)


def but(pattern: str, *left_out: str) -> tuple[str, ...]:
    """Return the components of ``pattern`` without those ``left_out``."""
    return tuple(name for name in PATTERNS[pattern].component_names if name not in left_out)


def _oep49() -> tuple[App, ...]:
    """Return choices of components that are few or nearly all, with every kind of model."""
    papers = ("tests", "readme", "adr")
    subsets = [but("oep49", *left_out) for left_out in (papers, *((name,) for name in but("oep49", *papers)))]
    subsets += [(name, "tests") for name in ("api", "rest_api", "signals")]
    apps = [
        App("apps.orders", (SIMPLE.format("Order"),), possible(but("oep49"))),
        App("apps.plain", (SIMPLE.format("Plain"),), possible(but("oep49"), OPTIONAL), lacks=OPTIONAL),
        App("apps.kinds", (EVERY_KIND.format("Kind"),), possible(but("oep49"))),
        App("apps.relations", (RELATIONS.format("Relation"),), possible(but("oep49"))),
    ]
    for index, subset in enumerate(subsets):
        name = f"Item{index}"
        part = (f"Part label:str item:fk:{name} items:m2m:{name}",) if index == 0 else ()
        models = (SPECS[index % len(SPECS)].format(name), *part)
        apps.append(App(f"apps.app{index}", models, possible(subset)))
    return tuple(apps)


def _services() -> tuple[App, ...]:
    """Return choices in which every two components are there together, and one without the other, as far as can be."""
    narrow = ("tests",)
    choices = (
        ("tickets", (SIMPLE.format("Ticket"),), but("services"), "operation", ()),
        (
            "bills",
            (SIMPLE.format("Bill"), "Line label:str bill:fk:Bill bills:m2m:Bill"),
            but("services"),
            "viewset",
            (),
        ),
        ("desks", (SIMPLE.format("Desk"), NO_OWNER.format("Drawer")), but("services"), "viewset", OPTIONAL),
        (
            "counters",
            (RELATIONS.format("Counter"),),
            but("services", "checks", "conf", "signals"),
            "operation",
            OPTIONAL,
        ),
        ("sorts", (EVERY_KIND.format("Sort"),), but("services"), "viewset", ("django_filters",)),
        ("states", (NO_OWNER.format("State"),), narrow, "viewset", ()),
        (
            "moves",
            (SIMPLE.format("Move"),),
            but("services", "admin", "cache", "checks", "conf", "readme", "tests"),
            "operation",
            (),
        ),
        ("limits", (NO_OWNER.format("Limit"),), ("conf", "checks", "admin", "readme"), "viewset", ()),
        ("hoards", (SIMPLE.format("Hoard"),), ("services", "selectors", "conf", "cache", "readme"), "viewset", ()),
        (
            "bells",
            (SIMPLE.format("Bell"),),
            but("services", "cache", "readme", "rest_api", "selectors", "services"),
            "viewset",
            (),
        ),
        (
            "bare",
            (EVERY_KIND.format("Bare"), RELATIONS.format("Tie")),
            but("services", "checks", "conf", "signals"),
            "operation",
            (),
        ),
        ("levels", (NO_OWNER.format("Level"),), but("services", "admin", "readme", "tasks"), "viewset", ()),
        ("deeds", (RELATIONS.format("Deed"),), but("services", "cache", "rest_api", "selectors"), "viewset", ()),
        ("sights", (SIMPLE.format("Sight"),), but("services", "cache", "rest_api", "services"), "viewset", ()),
    )
    return tuple(
        App(f"apps.{label}", models, possible(only, lacks), "services", (("api_style", style),), lacks)
        for label, models, only, style, lacks in choices
    )


def _domain() -> tuple[App, ...]:
    """Return choices in which every two components are there together, and one without the other, as far as can be."""
    domain = ("concepts", "mutations", "queries")
    choices = (
        ("sales", (SIMPLE.format("Sale"),), but("domain"), ()),
        ("shelves", (SIMPLE.format("Shelf"), NO_OWNER.format("Board")), but("domain"), OPTIONAL),
        ("clocks", (EVERY_KIND.format("Clock"),), but("domain", "signals", "readme"), ()),
        (
            "links",
            (RELATIONS.format("Link"), "Knot label:str link:fk:Link links:m2m:Link"),
            but("domain", "admin", "tasks"),
            ("rest_framework",),
        ),
        ("acts", (EVERY_KIND.format("Act"),), ("concepts", "mutations", "tasks", "tests"), ()),
        ("asks", (NO_OWNER.format("Ask"),), ("concepts", "queries", "signals", "admin", "tests", "readme"), ()),
        ("terms", (SIMPLE.format("Term"),), ("concepts", "signals", "tasks", "tests"), ()),
        ("papers", (RELATIONS.format("Paper"),), (*domain, "rest_api", "admin"), ()),
    )
    return tuple(
        App(f"apps.{label}", models, possible(only, lacks), "domain", (), lacks)
        for label, models, only, lacks in choices
    )


SHARING = App("apps.leases", (SIMPLE.format("Lease"), NO_OWNER.format("Yard")), ("rest_api", "tests"), common=True)
EVERY_APP = (*_oep49(), *_services(), *_domain(), SHARING)
_ALWAYS = ("orders", "plain", "kinds", "relations", "tickets", "bills", "desks", "sales")


def _apps() -> tuple[App, ...]:
    """Return the apps to generate: where less is asked for (tests/conftest.py), each Django tries other ones."""
    if os.environ.get("DOS_THOROUGH") != "0":
        return EVERY_APP
    series = django.VERSION[0] + django.VERSION[1]
    return tuple(app for number, app in enumerate(EVERY_APP) if app.label in _ALWAYS or number % 4 == series % 4)


APPS = _apps()


def child_environment(**more: str) -> dict[str, str]:
    """Return the environment of this process without what is only for this process."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS and not name.startswith("COVERAGE_")}
    return {**kept, "PYTHONDONTWRITEBYTECODE": "1", **more}


@dataclass(frozen=True)
class Project:
    """A Django project in the folder ``root``."""

    root: Path

    @property
    def packages(self) -> list[str]:
        """What was generated: the apps, and what one of them shares where there is a REST framework."""
        return [name for name in ("apps", "common") if (self.root / name).exists()]

    def run(self, *arguments: str, stdin: str = "", timeout: float = 600) -> "subprocess.CompletedProcess[str]":
        """Run this interpreter in the project."""
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.root,
            env=child_environment(),
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=timeout,
        )

    def must(self, *arguments: str, stdin: str = "") -> str:
        """Run this interpreter in the project, without failure, and return everything that it said."""
        done = self.run(*arguments, stdin=stdin)
        output = done.stdout + done.stderr
        assert done.returncode == 0, f"{arguments}\n{output}"
        return output

    def copy(self, target: Path, *labels: str) -> "Project":
        """Return a project in the folder ``target`` that has only the apps ``labels``."""
        target.mkdir(exist_ok=True)
        (target / "apps").mkdir()
        (target / "apps" / "__init__.py").touch()
        shutil.copy(self.root / "manage.py", target)
        for name in ("config", *self.packages[1:]):
            shutil.copytree(self.root / name, target / name)
        for label in labels:
            shutil.copytree(self.root / "apps" / label, target / "apps" / label)
        small = Project(target)
        small.wire([f"apps.{label}" for label in labels])
        return small

    def wire(self, modules: list[str]) -> None:
        """Install the apps ``modules``, and mount their URLs."""
        (self.root / "config" / "wired.py").write_text(f"APPS = {modules!r}\n", encoding="utf-8")


def make_project(root: Path) -> Project:
    """Make a project with all of ``APPS``."""
    project = Project(root)
    project.must("-m", "django", "startproject", "config", ".")
    config = root / "config"
    for name, text in (("settings.py", SETTINGS), ("urls.py", URLS)):
        (config / name).write_text((config / name).read_text(encoding="utf-8") + text, encoding="utf-8")
    if CELERY:
        (config / "celery.py").write_text(CELERY_APP, encoding="utf-8")
        (config / "__init__.py").write_text("from .celery import app as celery_app\n", encoding="utf-8")
    project.wire([])
    script = Path(__file__).with_name("generate.py")
    # They may not both make the package of all apps.
    (root / "apps").mkdir()
    (root / "apps" / "__init__.py").write_text('"""Apps."""\n', encoding="utf-8")
    with ThreadPoolExecutor() as pool:
        shares = [json.dumps([asdict(app) for app in APPS[start::2]]) for start in range(2)]
        list(pool.map(lambda share: project.must(str(script), stdin=share), shares))
    project.wire([app.module for app in APPS])
    return project


def needs(found: object, what: str) -> pytest.MarkDecorator:
    """Skip a test where the package ``what`` was not found."""
    return pytest.mark.skipif(not found, reason=f"{what} is not installed")
