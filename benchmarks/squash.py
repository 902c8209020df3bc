"""Squash strangers' projects: ``python benchmarks/squash.py [--rounds N] [--keep FOLDER] [--only NAME] [--markdown]``.

With ``--keep`` what was measured is kept as well, so that the tables can be made of several runs: with ``--page``
nothing is measured.

Each project comes from PyPI, into an environment of its own, and is squashed in throw-away copies: by ``squashall``,
by ``squashmigrations`` for one app after the other, and by django-squash. What is compared are ``migrate`` from empty
before and after, in turns, and what the command itself takes.

With ``DOS_POSTGRES_HOST`` (and ``_PORT``, ``_USER``, ``_PASSWORD``) in the environment pulpcore and nautobot
are squashed too.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone
from pathlib import Path

from audit import Table
from cost import cost_of

REPOSITORY = Path(__file__).resolve().parent.parent
PACKAGE = "django_opinionated_startapp"
RIVAL = "django-squash==0.0.15"
ROUNDS = 3
LARGEST_TIME, LARGEST_MEMORY, LARGEST_PROOF = 20, 400, 3.0  # seconds and MiB without proof; times ``migrate`` with it
ENOUGH = 3600  # seconds for one command

HEAD = """# What squashall does to strangers' projects

Made by `python benchmarks/squash.py --markdown`. What is measured and how stands in
`benchmarks/README.md`.
"""


@dataclass(frozen=True)
class Project:
    """A project from PyPI: what to install, which packages are the project itself, and a settings module.

    ``files`` is the largest number of migrations that should be left, ``ratio`` the largest part of its former time
    that ``migrate`` should take; 0 where no goal was set. ``without`` are requirements that need a compiler and that
    no migration needs.
    """

    name: str
    requirements: tuple[str, ...]
    packages: tuple[str, ...]
    settings: str
    files: int = 0
    ratio: float = 0
    without: tuple[str, ...] = ()
    postgresql: bool = False


SHOP = """
from oscar.defaults import *
SECRET_KEY = "x"
USE_TZ = True
SITE_ID = 1
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
ROOT_URLCONF = "measured_settings"
urlpatterns = []
HAYSTACK_CONNECTIONS = {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}
APPS = "analytics checkout address shipping catalogue catalogue.reviews communication partner basket payment"
APPS += " offer order customer search voucher wishlists dashboard"
PAGES = "reports users orders catalogue offers partners pages ranges reviews vouchers communications shipping"
INSTALLED_APPS = [
    *(f"django.contrib.{name}" for name in "admin auth contenttypes sessions sites messages flatpages".split()),
    "oscar.config.Shop", *(f"oscar.apps.{name}.apps.{name.title().replace('.', '')}Config" for name in APPS.split()),
    *(f"oscar.apps.dashboard.{name}.apps.{name.title()}DashboardConfig" for name in PAGES.split()),
    "widget_tweaks", "haystack", "treebeard", "django_tables2",
]
"""
LEARNING = """
SECRET_KEY = "x"
USE_TZ = True
ROOT_URLCONF = "measured_settings"
urlpatterns = []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
from openedx_content.settings_api import openedx_content_backcompat_apps_to_install
INSTALLED_APPS = [
    "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages",
    "django.contrib.admin", "openedx_tagging", "openedx_content", *openedx_content_backcompat_apps_to_install(),
]
"""
LABELS = """
import os, sys
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "label_studio"))
os.environ["LABEL_STUDIO_BASE_DATA_DIR"] = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")
from core.settings.base import *
SECRET_KEY = "x"
DJANGO_DB = "sqlite"
"""
DOCUMENTS = """
import os
MEDIA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "media")
os.makedirs(MEDIA, exist_ok=True)
os.environ.update(MAYAN_MEDIA_ROOT=MEDIA, MAYAN_SECRET_KEY="x")
from mayan.settings.base import *
"""
NETWORK = """
import os
os.environ["NAUTOBOT_ROOT"] = os.path.dirname(os.path.abspath(__file__))
from nautobot.core.settings import *
SECRET_KEY = "x"
from django.core.cache.backends.dummy import DummyCache
class Forgetful(DummyCache):
    delete_pattern = lambda self, *_patterns, **_options: 0
CACHES = {"default": {"BACKEND": "measured_settings.Forgetful"}}
"""
# Dynaconf puts an object of its own in the place of Django's settings; here they are plain ones again.
CONTENT = """
import os, sys
HERE = os.path.dirname(os.path.abspath(__file__))
KEY = os.path.join(HERE, "key")
if not os.path.exists(KEY):
    with open(KEY, "wb") as file:
        file.write(b"A" * 43 + b"=")
os.environ.update(PULP_DB_ENCRYPTION_KEY=KEY, PULP_SECRET_KEY="x", PULP_CONTENT_ORIGIN="http://localhost")
SECRET_KEY = "x"
import django.conf
from django.core import management
ours, plain = sys.modules["django.conf"], django.conf.settings
import pulpcore.app.settings as theirs
globals().update({name: getattr(theirs.settings, name) for name in dir(theirs.settings) if name.isupper()})
FILE_UPLOAD_TEMP_DIR = None
sys.modules["django.conf"] = ours
ours.settings = management.settings = plain
"""
PROJECTS = (
    Project(
        "openedx-core",
        ("openedx-core==0.34.1", "social-auth-app-django"),
        ("openedx_content", "openedx_core", "openedx_django_lib", "openedx_tagging"),
        LEARNING,
        13,
        1.0,
    ),
    Project("django-oscar", ("django-oscar==4.2.1", "django==6.1.3", "sorl-thumbnail"), ("oscar",), SHOP, 22, 0.65),
    Project(
        "django-oscar-postgresql",
        ("django-oscar==4.2.1", "django==6.1.3", "sorl-thumbnail", "psycopg[binary]"),
        ("oscar",),
        SHOP,
        22,
        0.65,
        postgresql=True,
    ),
    Project("label-studio", ("label-studio==1.23.2",), ("label_studio",), LABELS, 62, 0.83),
    Project(
        "wagtail",
        ("wagtail[testing]==8.0.1", "django==6.1.3"),
        ("wagtail",),
        "from wagtail.test.settings import *\n",
        60,
        0.72,
    ),
    Project("mayan-edms", ("mayan-edms==4.12.2",), ("mayan",), DOCUMENTS, 90, 0.75, ("python-ldap",)),
    Project(
        "pretix",
        ("pretix==2026.8.0",),
        ("pretix",),
        "from pretix.testutils.settings import *\nMIGRATION_MODULES = {}\n",
        25,
        0.95,
    ),
    Project("pulpcore", ("pulpcore==3.123.1",), ("pulpcore", "pulp_file", "pulp_certguard"), CONTENT, postgresql=True),
    Project("nautobot", ("nautobot==3.2.7",), ("nautobot",), NETWORK, 102, 0.97, postgresql=True),
)
# What follows the settings of every project. MEASURED is "none" where the tables come straight from the models.
ENDING = f"""
import os
HERE = os.path.dirname(os.path.abspath(__file__))
INSTALLED_APPS = [*INSTALLED_APPS, "{PACKAGE}", "django_squash"]
SILENCED_SYSTEM_CHECKS = ["admin.E403", "admin.E406", "admin.E408", "admin.E409", "admin.E410"]
LOGGING_CONFIG = None
DEBUG = False
DATABASES = {{"default": {{"ENGINE": "django.db.backends.sqlite3", "NAME": os.path.join(HERE, "db.sqlite3")}}}}
if "MEASURED_NAME" in os.environ:
    DATABASES["default"] = {{"ENGINE": "django.db.backends.postgresql", "NAME": os.environ["MEASURED_NAME"]}}
    for key in ("HOST", "PORT", "USER", "PASSWORD"):
        DATABASES["default"][key] = os.environ.get("DOS_POSTGRES_" + key, "")


class Nothing(dict):
    __contains__ = lambda self, key: True
    __getitem__ = lambda self, key: None


if "MEASURED_MODELS" in os.environ:
    MIGRATION_MODULES = Nothing()
"""
MANAGE = """import os, sys
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
os.environ["DJANGO_SETTINGS_MODULE"] = "measured_settings"
import django
from django.core.management import execute_from_command_line
if sys.argv[1] == "-c":
    django.setup()
    exec(sys.argv[2])
else:
    execute_from_command_line(sys.argv)
"""
# The apps of the project with the number of their migrations and operations, those in use.
COUNT = f"""
import json
from pathlib import Path
from {PACKAGE}.squash.history import read_history
history = read_history(Path.cwd().resolve())
found = {{}}
for app in history.apps:
    nodes = history.of_app(app.label)
    found[app.label] = [len(nodes), sum(len(node.migration.operations) for node in nodes)]
print(json.dumps(found))
"""
# Django's own way for one app after the other; what it writes and can't be used afterwards is taken away again.
LOOP = f"""
import contextlib, io, json
from pathlib import Path
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from {PACKAGE}.squash.history import read_history
history = read_history(Path.cwd().resolve())
found = {{}}
for app in history.apps:
    nodes = history.of_app(app.label)
    before = set(app.directory.glob("*.py"))
    try:
        if len(nodes) < 2:
            raise ValueError("a single migration")
        with contextlib.redirect_stdout(io.StringIO()):
            call_command("squashmigrations", app.label, nodes[-1].key[1], interactive=False, verbosity=0)
        if any("need manual copying" in path.read_text() for path in set(app.directory.glob("*.py")) - before):
            raise ValueError("functions have to be copied by hand")
        MigrationLoader(None, ignore_no_migrations=True)
    except (Exception, SystemExit) as error:
        for path in set(app.directory.glob("*.py")) - before:
            path.unlink()
        found[app.label] = type(error).__name__ + ": " + str(error).split(chr(10))[0][:80]
    else:
        found[app.label] = ""
print(json.dumps(found))
"""
# The schema and the number of rows of each table as they are now, to be compared with others.
SCHEMA = f"""
import json
from django.db import connection
from {PACKAGE}.squash.schema import read_schema
items = read_schema(connection).items
schema = [[each.thing, each.table, "" if each.automatic else each.name, each.definition] for each in items]
rows = []
with connection.cursor() as cursor:
    for table in set(connection.introspection.table_names(cursor)) - {{"django_migrations"}}:
        cursor.execute("SELECT count(*) FROM " + connection.ops.quote_name(table))
        rows.append(["rows", table, cursor.fetchone()[0]])
print(json.dumps([schema, rows]))
"""  # noqa: S608 - the name of a table comes from the database


@dataclass(frozen=True)
class Taken:
    """What a command took: seconds on the clock and of CPU, MiB of memory at its peak; and what it said."""

    clock: float
    cpu: float
    memory: float
    out: str
    error: str


@dataclass
class Copy:
    """A throw-away copy of a project, with a database of its own."""

    project: Project
    python: str
    folder: Path
    database: str = ""
    taken: list[Taken] = field(default_factory=list)

    def manage(self, *arguments: str, **extra: str) -> Taken:
        """Run ``manage.py``; what it wrote to stderr is the ``error`` where it fails."""
        ours = ("PYTHONDONTWRITEBYTECODE", "PYTHONWARNINGS", "PYTHONDEVMODE", "DJANGO_SETTINGS_MODULE", "PYTHONPATH")
        environment = {name: value for name, value in os.environ.items() if name not in ours}
        environment |= {"MEASURED_NAME": self.database} if self.database else {}
        command = [self.python, "-W", "ignore", "manage.py", *arguments]
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as error:
            cost = cost_of(command, self.folder, {**environment, **extra}, out, error)
            texts = [_text(file) for file in (out, error)]
        failed = texts[1].strip() or f"exit code {cost.code}"
        return Taken(cost.clock, cost.cpu, cost.memory, texts[0], failed if cost.code else "")

    def asked(self, code: str) -> object:
        """Return what ``code`` prints as JSON."""
        taken = self.manage("-c", code)
        if taken.error:
            raise subprocess.CalledProcessError(1, code, stderr=last_line(taken.error))
        return json.loads(taken.out.strip().split("\n")[-1])

    def emptied(self) -> None:
        """Make the database empty."""
        (self.folder / "db.sqlite3").unlink(missing_ok=True)
        if self.database:
            self._on_server(f'DROP DATABASE IF EXISTS "{self.database}"', f'CREATE DATABASE "{self.database}"')

    def dropped(self) -> None:
        """Drop the database and the folder."""
        if self.database:
            self._on_server(f'DROP DATABASE IF EXISTS "{self.database}"')
        shutil.rmtree(self.folder)

    def _on_server(self, *statements: str) -> None:
        code = "import json\nfrom django.db import connection\n" + "\n".join(
            f"connection.cursor().execute({each!r})" for each in statements
        )
        environment = {**os.environ, "MEASURED_NAME": "postgres"}
        subprocess.run([self.python, "manage.py", "-c", code], cwd=self.folder, env=environment, check=True)

    def warmed_up(self) -> None:
        """Let Python compile all that ``migrate`` imports."""
        self.emptied()
        self.manage("migrate", "--plan")

    def migrate(self) -> Taken:
        """Run ``migrate`` on an empty database, and keep what it took."""
        self.emptied()
        self.taken.append(self.manage("migrate", "--verbosity", "0", "--noinput"))
        return self.taken[-1]

    @property
    def seconds(self) -> list[float]:
        """What each round took."""
        return [self.worth(each) for each in self.taken]

    def worth(self, taken: Taken) -> float:
        """Return the seconds that count: of CPU where the database is in the process, else on the clock."""
        return taken.clock if self.database else taken.cpu


def _text(file: object) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")


class Environment:
    """A virtual environment for a project with the tools, and copies of the project."""

    def __init__(self, project: Project, folder: Path) -> None:
        """Make the environment, unless it is there."""
        self._project = project
        self._folder = folder
        place = folder / "environments" / project.name
        self._scripts = place / ("Scripts" if sys.platform == "win32" else "bin")
        self.python = str(self._scripts / "python")
        if not (place / "complete").exists():
            shutil.rmtree(place, ignore_errors=True)
            self._install(place)
            (place / "complete").touch()

    def _install(self, place: Path) -> None:
        wanted = [*self._project.requirements, RIVAL, "setuptools", "--editable", str(REPOSITORY)]
        wanted += ["psycopg2-binary"] if self._project.postgresql else []
        if uv := shutil.which("uv"):
            self._folder.mkdir(parents=True, exist_ok=True)
            never = self._folder / "never.txt"
            never.write_text("".join(f'{name}; sys_platform == "never"\n' for name in self._project.without))
            subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, str(place)], check=True)
            command = [uv, "pip", "install", "--quiet", "--python", self.python, "--override", str(never)]
        else:
            venv.create(place, with_pip=True)
            command = [self.python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        subprocess.run([*command, *wanted], check=True)

    def copy(self, name: str, work: Path) -> Copy:
        """Return a new copy of the project."""
        code = "import sysconfig; print(sysconfig.get_path('purelib'))"
        source = subprocess.run([self.python, "-c", code], check=True, capture_output=True, text=True).stdout.strip()
        folder = work / self._project.name / name
        for package in self._project.packages:
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(Path(source) / package, folder / package, ignore=ignored)
        (folder / "measured_settings.py").write_text(self._project.settings + ENDING, encoding="utf-8")
        (folder / "manage.py").write_text(MANAGE, encoding="utf-8")
        database = f"measured_{os.getpid()}_{name}" if self._project.postgresql else ""
        return Copy(self._project, self.python, folder, database)

    def versions(self) -> str:
        """Return the versions of the project and of Django."""
        names = (self._project.requirements[0].partition("=")[0].partition("[")[0], "django")
        shown = f"print(*(name + ' ' + version(name) for name in {names}), sep=', ')"
        code = f"from importlib.metadata import version\n{shown}"
        return subprocess.run([self.python, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


@dataclass(frozen=True)
class Result:
    """What became of a project: all that the tables are made of.

    ``apps`` is what the report says of each app, ``before``, ``after`` and ``loop`` are the seconds that ``migrate``
    took in each round. ``quick`` and ``proof`` are what the command took without proof and with it.
    """

    name: str
    versions: str
    made: str
    counts: dict[str, list[int]]
    apps: dict[str, dict[str, object]]
    before: list[float]
    after: list[float]
    loop: list[float]
    limit: float
    quick: tuple[float, float]
    proof: tuple[float, float]
    failed: dict[str, str]
    schema: str
    rows: str
    usable: dict[str, str]
    rival: str

    @property
    def project(self) -> Project:
        """The project."""
        return next(each for each in PROJECTS if each.name == self.name)

    @property
    def several(self) -> list[str]:
        """The apps with more than one migration."""
        return [label for label, (count, _) in self.counts.items() if count > 1]

    @property
    def done(self) -> str:
        """How many of these were squashed."""
        return f"{sum(bool(self.apps.get(label, {}).get('files')) for label in self.several)}/{len(self.several)}"


def squashed(environment: Environment, project: Project, work: Path, rounds: int) -> Result:
    """Squash a project in all ways and measure."""
    base, ours, loop, rival = (environment.copy(name, work) for name in ("before", "after", "loop", "rival"))
    for each in (base, ours, loop, rival):
        each.emptied()
    counts = base.asked(COUNT)
    say(f"{project.name}: {environment.versions()}, {sum(count for count, _ in counts.values())} migrations")
    quick = ours.manage("squashall", "--no-verify", "--dry-run", "--json")
    say(f"  squashall without proof: {base.worth(quick):.0f} s, {quick.memory:.0f} MiB {last_line(quick.error)}")
    proof = ours.manage("squashall", "--json")
    report = {} if proof.error else report_in(proof.out)
    say(f"  squashall with proof: {base.worth(proof):.0f} s, {proof.memory:.0f} MiB {last_line(proof.error)}")
    usable = loop.asked(LOOP)
    found = rival.manage("squash_migrations")
    outcome = last_line(found.error) or last_line(rival.migrate().error)
    say(f"  squashmigrations: {sum(not error for error in usable.values())} apps; django-squash: {outcome or 'works'}")
    migrated_in_turns((base, ours, loop), rounds)
    schema, rows = compared(base, ours)
    base.emptied()
    limit = base.manage("migrate", "--run-syncdb", "--verbosity", "0", "--noinput", MEASURED_MODELS="1")
    result = Result(
        name=project.name,
        versions=environment.versions(),
        made=f"{datetime.now(timezone.utc):%Y-%m-%d}",
        counts=counts,
        apps=report.get("apps", {}),
        before=base.seconds,
        after=ours.seconds,
        loop=loop.seconds,
        limit=base.worth(limit),
        quick=(base.worth(quick), quick.memory),
        proof=(base.worth(proof), proof.memory),
        failed={
            name: last_line(taken.error)
            for name, taken in (("proof", proof), ("quick", quick), ("loop", loop.taken[-1]), ("limit", limit))
        },
        schema=schema,
        rows=rows,
        usable=usable,
        rival=outcome,
    )
    for each in (base, ours, loop, rival):
        each.dropped()
    return result


def migrated_in_turns(copies: tuple[Copy, ...], rounds: int) -> None:
    """Migrate an empty database of each copy, again and again."""
    for each in copies:
        each.warmed_up()
    for _ in range(rounds):
        for each in copies:
            taken = each.migrate()
            say(f"  migrate, {each.folder.name}: {each.worth(taken):.1f} s {last_line(taken.error)}")


def report_in(out: str) -> dict[str, object]:
    """Return the JSON at the end of a text: projects print things when they start."""
    return json.loads(out[f"\n{out}".index("\n{\n") :])


def compared(base: Copy, ours: Copy) -> list[str]:
    """Return how the schemas, automatic names apart, and the rows differ that ``migrate`` makes before and after."""
    pairs = zip(base.asked(SCHEMA), ours.asked(SCHEMA), strict=True)
    differing = [len({tuple(item) for item in before} ^ {tuple(item) for item in after}) for before, after in pairs]
    return [f"{count} differences" if count else "the same" for count in differing]


def last_line(text: str) -> str:
    """Return what an exception says, up to where it names a folder of this run."""
    return text.strip().split("\n")[-1].partition(tempfile.gettempdir())[0][:100] if text else ""


def say(text: str) -> None:
    """Tell a person what is going on."""
    print(text, file=sys.stderr, flush=True)


def tables(results: list[Result]) -> Iterator[Table]:
    """Return what was found."""
    head = ("", "apps squashed", "migrations", "after", "at most", "operations", "after", "schema", "rows")
    yield Table("What is left", head, [_left(each) for each in results])
    head = ("", "before", "after", "ratio", "at most", "straight from the models")
    yield Table("migrate from empty, seconds", head, [_migrated(each) for each in results])
    head = ("", "seconds", "peak MiB", "met", "with proof", "peak MiB", "times migrate", "met")
    yield Table("What the command takes, without proof and with it", head, [_cost(each) for each in results])
    head = ("", "squashall", "squashmigrations", "its ratio", "django-squash")
    yield Table("Apps that are usable afterwards", head, [_rivals(each) for each in results])


def _left(result: Result) -> tuple[str, ...]:
    if not result.apps:
        return (result.name, result.failed["proof"], *[""] * 7)
    totals = [
        sum(app[f"{what}_{when}"] for app in result.apps.values())
        for what in ("migrations", "operations")
        for when in ("before", "after")
    ]
    return (
        result.name,
        result.done,
        *(f"{total:,}" for total in totals[:2]),
        f"{result.project.files or ''}",
        *(f"{total:,}" for total in totals[2:]),
        result.schema,
        result.rows,
    )


def _migrated(result: Result) -> tuple[str, ...]:
    before, after = statistics.median(result.before), statistics.median(result.after)
    return (
        result.name,
        f"{before:.1f}",
        f"{after:.1f}",
        f"{after / before:.2f}",
        f"{result.project.ratio or ''}",
        result.failed["limit"] or f"{result.limit / before:.2f}",
    )


def _cost(result: Result) -> tuple[str, ...]:
    (quick, least), (proof, most) = result.quick, result.proof
    times = proof / statistics.median(result.before)
    return (
        result.name,
        f"{quick:.1f}",
        f"{least:.0f}",
        _met(quick < LARGEST_TIME and least < LARGEST_MEMORY),
        f"{proof:.1f}",
        f"{most:.0f}",
        f"{times:.2f}",
        _met(times < LARGEST_PROOF),
    )


def _met(value: bool) -> str:  # noqa: FBT001 - a word for it
    return "yes" if value else "no"


def _rivals(result: Result) -> tuple[str, ...]:
    ratio = statistics.median(result.loop) / statistics.median(result.before)
    failed = result.failed["loop"]
    return (
        result.name,
        result.done,
        f"{sum(not result.usable[label] for label in result.several)}/{len(result.several)}",
        f"migrate fails: {failed}" if failed else f"{ratio:.2f}",
        result.rival or "works",
    )


def chosen(names: list[str]) -> list[Project]:
    """Return the projects to squash."""
    server = "DOS_POSTGRES_HOST" in os.environ
    return [each for each in PROJECTS if (each.name in names if names else server or not each.postgresql)]


def attempt(project: Project, folder: Path, work: Path, rounds: int) -> Result | None:
    """Squash a project; say so where it can't be installed, and go on with the next one."""
    try:
        return squashed(Environment(project, folder), project, work, rounds)
    except subprocess.CalledProcessError as error:
        say(f"{project.name} is left out: {error.stderr or error}")
        return None


def kept(names: list[str], folder: Path) -> list[Result]:
    """Return what earlier runs have kept."""
    paths = [folder / "results" / f"{each.name}.json" for each in PROJECTS if not names or each.name in names]
    return [Result(**json.loads(path.read_text(encoding="utf-8"))) for path in paths if path.exists()]


def measured(arguments: argparse.Namespace) -> list[Result]:
    """Squash the projects, and keep each result where that is asked for."""
    with tempfile.TemporaryDirectory() as work:
        place = Path(work).resolve()
        folder = arguments.keep.resolve() if arguments.keep else place
        (folder / "results").mkdir(parents=True, exist_ok=True)
        results = []
        for project in chosen(arguments.only):
            if result := attempt(project, folder, place, arguments.rounds):
                text = json.dumps(asdict(result), indent=1)
                (folder / "results" / f"{project.name}.json").write_text(text, encoding="utf-8")
                results.append(result)
    return results


def page(results: list[Result], *, markdown: bool) -> Iterator[str]:
    """Yield the tables and what they were made with."""
    if markdown:
        yield HEAD
    for table in tables(results):
        yield table.text(markdown=markdown)
    machine = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    runs = "; ".join(f"{each.versions}, median of {len(each.before)} rounds" for each in results)
    yield f"{max((each.made for each in results), default='')}; {machine}; {RIVAL}; {runs}."


def main(arguments: argparse.Namespace) -> None:
    """Print the tables."""
    results = kept(arguments.only, arguments.keep) if arguments.page else measured(arguments)
    print("\n".join(page(results, markdown=arguments.markdown)), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--only", action="append", default=[], metavar="NAME", help="a project to squash; all by default"
    )
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--keep", type=Path, help="where to keep the environments for the next run")
    parser.add_argument("--page", action="store_true", help="the tables of what --keep has kept, nothing measured")
    parser.add_argument("--markdown", action="store_true", help="tables for a page")
    main(parser.parse_args())
