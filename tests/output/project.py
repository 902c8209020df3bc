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

DRF, FILTERS, CELERY, SPECTACULAR = map(find_spec, ("rest_framework", "django_filters", "celery", "drf_spectacular"))
DJANGO_TASKS = django.VERSION >= (6, 0)
COMPONENTS = tuple(PATTERNS["oep49"].component_names)
SIMPLE = "{0} title:str:40 total:decimal:10:2:min=0 status:choice:draft,live owner:user"
EVERY_KIND = (
    "{0} id:uuid:pk name:str:unique price:decimal:5:2:min=1:max=9 day:date when:datetime:null at:time "
    "span:duration:null amount:float count:posint:max=5 flag:bool link:url mail:email code:slug:unique ip:ip "
    "meta:json raw:binary ref:uuid notes:text:blank attachment:file:blank"
    + (" picture:image:blank" if find_spec("PIL") else "")
    + " owner:user"
)
RELATIONS = "{0} title parent:fk:self group:fk:auth.Group groups:m2m:auth.Group owner:user:null reviewer:user:null"
NO_OWNER = "{0} size:int level:choice:low,in-progress:blank:default=in-progress kind:smallint big:bigint"
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
    """One app to generate; ``plain``: as where no optional package is installed."""

    module: str
    models: tuple[str, ...]
    only: tuple[str, ...]
    plain: bool = False

    @property
    def label(self) -> str:
        return self.module.partition(".")[2]


def possible(components: tuple[str, ...], *, plain: bool = False) -> tuple[str, ...]:
    """Return ``components`` without tasks, where nothing would run them."""
    queue = DJANGO_TASKS or (CELERY and not plain)
    return tuple(name for name in components if name != "tasks" or queue)


def _apps() -> tuple[App, ...]:
    """Return choices of components that are few or nearly all, with every kind of model."""
    papers = {"tests", "readme", "adr"}
    without = [papers, *({name} for name in COMPONENTS if name not in papers)]
    subsets = [tuple(name for name in COMPONENTS if name not in left_out) for left_out in without]
    subsets += [(name, "tests") for name in ("api", "rest_api", "signals")]
    apps = [
        App("apps.orders", (SIMPLE.format("Order"),), possible(COMPONENTS)),
        App("apps.plain", (SIMPLE.format("Plain"),), possible(COMPONENTS, plain=True), plain=True),
        App("apps.kinds", (EVERY_KIND.format("Kind"),), possible(COMPONENTS)),
        App("apps.relations", (RELATIONS.format("Relation"),), possible(COMPONENTS)),
    ]
    for index, subset in enumerate(subsets):
        name = f"Item{index}"
        part = (f"Part label:str item:fk:{name} items:m2m:{name}",) if index == 0 else ()
        models = (SPECS[index % len(SPECS)].format(name), *part)
        apps.append(App(f"apps.app{index}", models, possible(subset)))
    return tuple(apps)


APPS = _apps()


def child_environment(**more: str) -> dict[str, str]:
    """Return the environment of this process without what is only for this process."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS and not name.startswith("COVERAGE_")}
    return {**kept, "PYTHONDONTWRITEBYTECODE": "1", **more}


@dataclass(frozen=True)
class Project:
    """A Django project in the folder ``root``."""

    root: Path

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
        shutil.copytree(self.root / "config", target / "config")
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
