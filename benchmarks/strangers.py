"""Run all three commands on strangers' projects: ``python benchmarks/strangers.py [--keep FOLDER] [--only NAME]``.

Each project comes from PyPI, into an environment of its own, and is copied. On the copy every command runs in a
process of its own, in all modes that only read, and in those that write, which are taken back or thrown away. After
each run the script asks: is the exit code one that the documentation names, is there a traceback, has a file changed
that must not change, is everything that was left out named?

The results stand in ``strangers.json``; the page is made from that file alone. ``--only`` measures one project anew
and keeps the results of the others. ``--page`` prints the page and measures nothing.
"""

import argparse
import hashlib
import json
import os
import platform
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from cost import cost_of
from precision import kind_of, table
from squash import PACKAGE, PROJECTS, Environment, Project, report_in, say

from django_opinionated_startapp import __version__

HERE = Path(__file__).resolve().parent
FILE = HERE / "strangers.json"
PAGE = HERE.parent / "docs" / "strangers.md"
APP = "visits"
MODEL = "Visit title owner:user"
PATTERNS = ("oep49", "services", "domain", "reusable")
CACHE = ".audit-cache/"  # what auditapps may write at any time
BASELINE = ".audit-baseline/"
COMPILED = "__pycache__"
# What comes after the first line of a traceback is indented, to the line with the exception.
TRACEBACK = re.compile(r"Traceback \(most recent call last\).*\n((?:[ |].*\n)*)(.*)")
FRAME = re.compile(r'File ".*", line \d+, in .*')
LEVELS = ("error", "warning", "info")
ENOUGH = 3600  # seconds for one command

Row = dict[str, Any]
Tree = dict[str, str]

PLAIN = """
import os
SECRET_KEY = "x"
SITE_ID = 1
USE_TZ = True
STATIC_URL = "/static/"
MEDIA_URL = "/media/"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
ROOT_URLCONF = "urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DJANGO = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.sites",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]
"""
TEMPLATES = """
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": PROCESSORS},
    }
]
"""
SHOP = f"""{PLAIN}
from oscar.defaults import *
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
HAYSTACK_CONNECTIONS = {{"default": {{"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}}}
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.sites",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.flatpages",
    "oscar.config.Shop",
    "oscar.apps.analytics.apps.AnalyticsConfig",
    "oscar.apps.checkout.apps.CheckoutConfig",
    "oscar.apps.address.apps.AddressConfig",
    "oscar.apps.shipping.apps.ShippingConfig",
    "oscar.apps.catalogue.apps.CatalogueConfig",
    "oscar.apps.catalogue.reviews.apps.CatalogueReviewsConfig",
    "oscar.apps.communication.apps.CommunicationConfig",
    "oscar.apps.partner.apps.PartnerConfig",
    "oscar.apps.basket.apps.BasketConfig",
    "oscar.apps.payment.apps.PaymentConfig",
    "oscar.apps.offer.apps.OfferConfig",
    "oscar.apps.order.apps.OrderConfig",
    "oscar.apps.customer.apps.CustomerConfig",
    "oscar.apps.search.apps.SearchConfig",
    "oscar.apps.voucher.apps.VoucherConfig",
    "oscar.apps.wishlists.apps.WishlistsConfig",
    "oscar.apps.dashboard.apps.DashboardConfig",
    "oscar.apps.dashboard.reports.apps.ReportsDashboardConfig",
    "oscar.apps.dashboard.users.apps.UsersDashboardConfig",
    "oscar.apps.dashboard.orders.apps.OrdersDashboardConfig",
    "oscar.apps.dashboard.catalogue.apps.CatalogueDashboardConfig",
    "oscar.apps.dashboard.offers.apps.OffersDashboardConfig",
    "oscar.apps.dashboard.partners.apps.PartnersDashboardConfig",
    "oscar.apps.dashboard.pages.apps.PagesDashboardConfig",
    "oscar.apps.dashboard.ranges.apps.RangesDashboardConfig",
    "oscar.apps.dashboard.reviews.apps.ReviewsDashboardConfig",
    "oscar.apps.dashboard.vouchers.apps.VouchersDashboardConfig",
    "oscar.apps.dashboard.communications.apps.CommunicationsDashboardConfig",
    "oscar.apps.dashboard.shipping.apps.ShippingDashboardConfig",
    "widget_tweaks",
    "haystack",
    "treebeard",
    "django_tables2",
]
{TEMPLATES}"""
PAGES = f"""{PLAIN}
CMS_CONFIRM_VERSION4 = True
X_FRAME_OPTIONS = "SAMEORIGIN"
MIDDLEWARE += ["cms.middleware.toolbar.ToolbarMiddleware"]
PROCESSORS += ["sekizai.context_processors.sekizai", "cms.context_processors.cms_settings"]
CMS_TEMPLATES = [("page.html", "Page")]
INSTALLED_APPS = [*DJANGO, "cms", "menus", "treebeard", "sekizai"]
{TEMPLATES}"""
TICKETS = f"""{PLAIN}
INSTALLED_APPS = [*DJANGO, "rest_framework", "helpdesk"]
HELPDESK_TEAMS_MODE_ENABLED = False
HELPDESK_KB_ENABLED = True
{TEMPLATES}"""
FORUM = f"""{PLAIN}
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
MIDDLEWARE += ["machina.apps.forum_permission.middleware.ForumPermissionMiddleware"]
HAYSTACK_CONNECTIONS = {{"default": {{"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}}}
CACHES = {{
    name: {{"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}} for name in ("default", "machina_attachments")
}}
INSTALLED_APPS = [
    *DJANGO,
    "mptt",
    "haystack",
    "widget_tweaks",
    "machina",
    "machina.apps.forum",
    "machina.apps.forum_conversation",
    "machina.apps.forum_conversation.forum_attachments",
    "machina.apps.forum_conversation.forum_polls",
    "machina.apps.forum_feeds",
    "machina.apps.forum_moderation",
    "machina.apps.forum_search",
    "machina.apps.forum_tracking",
    "machina.apps.forum_member",
    "machina.apps.forum_permission",
]
{TEMPLATES}"""
NOTES = f"""{PLAIN}
PROCESSORS += ["sekizai.context_processors.sekizai"]
INSTALLED_APPS = [
    *DJANGO,
    "django_nyt.apps.DjangoNytConfig",
    "mptt",
    "sekizai",
    "sorl.thumbnail",
    "wiki.apps.WikiConfig",
    "wiki.plugins.attachments.apps.AttachmentsConfig",
    "wiki.plugins.notifications.apps.NotificationsConfig",
    "wiki.plugins.images.apps.ImagesConfig",
    "wiki.plugins.macros.apps.MacrosConfig",
]
{TEMPLATES}"""
LEDGER = f"""{PLAIN}
PROCESSORS += ["django_ledger.context.django_ledger_context"]
INSTALLED_APPS = [*DJANGO, "django_ledger"]
{TEMPLATES}"""
ACCOUNTS = f"""{PLAIN}
MIDDLEWARE += ["allauth.account.middleware.AccountMiddleware"]
MIDDLEWARE += ["allauth.usersessions.middleware.UserSessionsMiddleware"]
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
INSTALLED_APPS = [
    *DJANGO,
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.github",
    "allauth.mfa",
    "allauth.usersessions",
]
{TEMPLATES}"""
TOKENS = f"""{PLAIN}
INSTALLED_APPS = [*DJANGO, "oauth2_provider"]
{TEMPLATES}"""
LEARNERS = """
from enterprise.settings.test import *
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
"""
EMPTY_URLS = """from django.contrib import admin
from django.urls import path

urlpatterns = [path("admin/", admin.site.urls)]
"""


@dataclass(frozen=True)
class Stranger:
    """A project, and what is particular to it.

    ``files`` are written beside its settings. ``proof``: whether the migrations are proved too, which runs them
    several times; where it is None even the plan is made once only, for programs, since it takes minutes. ``notes``
    say for the page what could not be done and why.
    """

    project: Project
    files: tuple[tuple[str, str], ...] = ()
    proof: bool | None = False
    notes: tuple[str, ...] = ()


OURS = {each.name: each for each in PROJECTS}
STRANGERS = (
    Stranger(OURS["openedx-core"]),
    Stranger(replace(OURS["django-oscar"], settings=SHOP), (("urls.py", EMPTY_URLS),)),
    Stranger(OURS["wagtail"], proof=None),
    Stranger(
        Project("django-cms", ("django-cms==5.1.3",), ("cms", "menus"), PAGES, 0),
        (("urls.py", EMPTY_URLS),),
        proof=True,
    ),
    Stranger(
        Project("django-helpdesk", ("django-helpdesk==2.6.1",), ("helpdesk",), TICKETS, 0),
        (("urls.py", EMPTY_URLS),),
        proof=True,
    ),
    Stranger(
        Project("django-machina", ("django-machina==1.3.1", "django==5.2.*", "setuptools<81"), ("machina",), FORUM, 0),
        (("urls.py", EMPTY_URLS),),
        proof=True,
    ),
    Stranger(Project("django-wiki", ("wiki==0.12",), ("wiki",), NOTES, 0), (("urls.py", EMPTY_URLS),), proof=None),
    Stranger(
        Project("django-ledger", ("django-ledger==0.8.5",), ("django_ledger",), LEDGER, 0),
        (("urls.py", EMPTY_URLS),),
        proof=None,
    ),
    Stranger(
        Project("django-allauth", ("django-allauth[mfa,socialaccount]==65.21.1",), ("allauth",), ACCOUNTS, 0),
        (("urls.py", EMPTY_URLS),),
    ),
    Stranger(
        Project("django-oauth-toolkit", ("django-oauth-toolkit==3.4.1",), ("oauth2_provider",), TOKENS, 0),
        (("urls.py", EMPTY_URLS),),
    ),
    Stranger(
        Project(
            "edx-enterprise",
            ("edx-enterprise==8.18.0", "edx-api-doc-tools"),
            ("enterprise", "consent", "integrated_channels", "enterprise_learner_portal"),
            LEARNERS,
            0,
        ),
        proof=None,
    ),
    Stranger(OURS["label-studio"], proof=None),
    Stranger(OURS["pretix"], proof=None),
    Stranger(OURS["mayan-edms"], proof=None),
)
# What follows the settings of every project: the line that its maintainer would add, and a database in the copy.
ENDING = f"""
import os
INSTALLED_APPS = [*INSTALLED_APPS, "{PACKAGE}"]
HERE = os.path.dirname(os.path.abspath(__file__))
SILENCED_SYSTEM_CHECKS = ["admin.E403", "admin.E406", "admin.E408", "admin.E409", "admin.E410"]
LOGGING_CONFIG = None
DATABASES = {{"default": {{"ENGINE": "django.db.backends.sqlite3", "NAME": os.path.join(HERE, "db.sqlite3")}}}}


class Nothing(dict):
    __contains__ = lambda self, key: True
    __getitem__ = lambda self, key: None


if "MEASURED_MODELS" in os.environ:
    MIGRATION_MODULES = Nothing()
"""
MANAGE = """#!/usr/bin/env python
import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "measured_settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
"""


@dataclass(frozen=True)
class Step:
    """A run of a command.

    ``codes`` are the exit codes that are right. ``writes`` begin the paths that may change in the copy. ``wrong``
    returns what is wrong with the output, if anything. ``door``: through ``python -m`` rather than ``manage.py``.
    ``refusable``: the command may say in a sentence why it does nothing. ``theirs``: it runs code of the project,
    whose logs and files in the home folder are its own affair.
    """

    name: str
    arguments: tuple[str, ...]
    codes: tuple[int, ...] = (0,)
    writes: tuple[str, ...] = ()
    wrong: Callable[["Ran"], list[str]] = lambda _: []
    door: bool = False
    extra: tuple[tuple[str, str], ...] = ()
    refusable: bool = False
    theirs: bool = False


@dataclass(frozen=True)
class Ran:
    """What became of a run."""

    code: int
    seconds: float
    memory: float
    out: str
    error: str


@dataclass
class Place:
    """The copy of a project, with a home and a folder for temporary files that should stay empty.

    ``kept`` are the results of runs that are not repeated, by name. ``own`` are the tracebacks that the project itself
    writes whenever it starts.
    """

    stranger: Stranger
    python: str
    folder: Path
    work: Path
    logs: Path
    kept: dict[str, Row]
    own: frozenset[str] = frozenset()
    cells: list[Row] = field(default_factory=list)
    _known: dict[tuple[str, int, int], str] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        """Return the variables of every run."""
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "SYSTEMROOT") if name in os.environ}
        names = {"HOME": "home", "TMPDIR": "tmp"}
        ours = {"PYTHONPYCACHEPREFIX": str(self.logs / "compiled"), "NO_COLOR": "1"}
        return {**kept, **{name: str(self.work / folder) for name, folder in names.items()}, **ours}

    def run(self, step: Step) -> Ran:
        """Run a command."""
        start = ["-m", PACKAGE] if step.door else ["manage.py"]
        command = [self.python, *start, *step.arguments]
        environment = {**self.environment(), **dict(step.extra)}
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as error:
            cost = cost_of(command, self.folder, environment, out, error)
            texts = [_text(each) for each in (out, error)]
        return Ran(cost.code, cost.clock, cost.memory, *texts)

    def take(self, step: Step) -> Ran:
        """Run a command, and keep what is wrong with it; what was kept of an earlier run is not run again."""
        if step.name in self.kept:
            cell = self.kept[step.name]
            self.cells.append(cell)
            return Ran(cell["code"], cell["seconds"], cell["memory"], "", "")
        before = self.tree()
        ran = self.run(step)
        after = self.tree()
        changed = [
            f"{path} has changed"
            for path in sorted(before.keys() | after.keys())
            if before.get(path) != after.get(path) and not path.startswith((CACHE, *step.writes))
        ]
        found = [f"{path.name} was left in {path.parent.name}" for path in self.swept()]
        left = [] if step.theirs else found
        problems = [*_said(step, ran, self.own), *changed[:5], *left[:5], *step.wrong(ran)]
        name = f"{len(self.cells):02}-{step.name}".replace("/", "-").replace(" ", "_")
        (self.logs / f"{name}.out").write_text(ran.out, encoding="utf-8")
        (self.logs / f"{name}.err").write_text(f"{ran.error}\n{ran.code}\n{problems}", encoding="utf-8")
        self.cells.append(
            {
                "run": step.name,
                "code": ran.code,
                "seconds": round(ran.seconds, 1),
                "memory": round(ran.memory),
                "refused": refusal(step, ran),
                "problems": problems,
            }
        )
        say(f"  {step.name}: {ran.code}, {ran.seconds:.1f} s, {ran.memory:.0f} MiB {problems or ''}")
        return ran

    def tree(self) -> Tree:
        """Return the content of each file of the copy."""
        return digests(self.folder, self._known)

    def swept(self) -> list[Path]:
        """Empty the folders for the home and for temporary files; return what was there."""
        found = [path for name in ("home", "tmp") for path in sorted((self.work / name).iterdir())]
        for path in found:
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        return found


def _text(file: Any) -> str:  # noqa: ANN401 - a temporary file
    file.seek(0)
    text: str = file.read().decode("utf-8", "replace")
    return text


def refusal(step: Step, ran: Ran) -> str:
    """Return why a command that may refuse has done so; empty if it has not."""
    start = "CommandError: "
    said = next((line for line in ran.error.splitlines() if line.startswith(start)), "")
    return said.removeprefix(start) if step.refusable and ran.code == 1 else ""


def _said(step: Step, ran: Ran, own: frozenset[str] = frozenset()) -> Iterator[str]:
    if ran.code not in step.codes and not refusal(step, ran):
        yield f"exit code {ran.code}: {last_words(ran.error)}"
    if tracebacks(ran) - own and not step.theirs:
        yield "a traceback"


def tracebacks(ran: Ran) -> frozenset[str]:
    """Return the tracebacks of a run: through which lines, to which exception. What it says changes with each run."""
    found = TRACEBACK.findall(f"{ran.out}\n{ran.error}")
    return frozenset("\n".join([*FRAME.findall(frames), last.partition(":")[0]]) for frames, last in found)


def stopped(started: Ran) -> bool:
    """Return whether ``check`` could not be run; that it finds something is no hindrance."""
    return started.code != 0 and "SystemCheckError" not in started.error


def last_words(text: str) -> str:
    """Return the last line that says something."""
    return ([line.strip() for line in text.splitlines() if line.strip()] or ["nothing was said"])[-1][:200]


def digests(folder: Path, known: dict[tuple[str, int, int], str]) -> Tree:
    """Return the content of each file below a folder; what has not been written to since is taken from ``known``."""
    found = {}
    for parent, _, names in os.walk(folder):
        for name in names:
            path = Path(parent, name)
            stat = path.lstat()
            key = (str(path), stat.st_ctime_ns, stat.st_size)
            if key not in known:
                content = bytes(path.readlink()) if path.is_symlink() else path.read_bytes()
                known[key] = hashlib.sha256(content).hexdigest()
            found[path.relative_to(folder).as_posix()] = f"{stat.st_mode} {known[key]}"
    return found


def audits() -> Iterator[Step]:
    """Return the runs of ``auditapps``, through both doors."""
    kinds: dict[str, Callable[[Ran], list[str]]] = {
        "text": lambda ran: [] if ran.out.strip() else ["nothing was said"],
        "json": unnamed,
        "sarif": lambda ran: as_json(ran)[1],
        "html": lambda ran: [] if ran.out.lower().startswith("<!doctype html") else ["no page"],
    }
    for door in (False, True):
        start = "python -m … auditapps" if door else "auditapps"
        for kind, wrong in kinds.items():
            step = ("auditapps", "--format", kind)
            yield Step(f"{start} --format {kind}", step, (0, 1), wrong=wrong, door=door)
        for option in ("--report graph", "--report cuts", "--report inventory", "--statistics", "--fix --diff"):
            yield Step(f"{start} {option}", ("auditapps", *option.split()), (0, 1), door=door)


def baselines() -> Iterator[Step]:
    """Return the runs that write a baseline, after which nothing is new."""
    yield Step("auditapps --write-baseline", ("auditapps", "--write-baseline"), writes=(BASELINE,))
    yield Step("auditapps, with the baseline", ("auditapps",))


def as_json(ran: Ran) -> tuple[Row, list[str]]:
    """Return the JSON of a run, or what is wrong with it."""
    try:
        return report_in(ran.out), []
    except ValueError as error:
        return {}, [f"no JSON: {error}"]


def unnamed(ran: Ran) -> list[str]:
    """Return what an audit has left out without a name or a reason, and the rules that have crashed."""
    report, problems = as_json(ran)
    if problems:
        return problems
    crashed = [f"{report['summary']['failures']} rules crashed"] if report["summary"]["failures"] else []
    return crashed + ["a skip without a reason" for each in report["unseen"] if not (each["reason"] and each["path"])]


def unsquashed(ran: Ran) -> list[str]:
    """Return the apps that a squash has left as they are without saying why."""
    report, problems = as_json(ran)
    for label, app in report.get("apps", {}).items():
        left = app["migrations_before"] > 1 and not app["files"]
        problems += [f"{label} is left out without a reason"] if left and not _reasons(report, label) else []
    return problems


def _reasons(report: Row, label: str) -> bool:
    rest = {key: value for key, value in report.items() if key != "apps"}
    return label in json.dumps(rest) or bool(report["apps"][label].get("reason"))


def apps_made() -> Iterator[Step]:
    """Return the runs of ``startpatternapp`` that write nothing."""
    for pattern in PATTERNS:
        arguments = ("startpatternapp", APP, "--pattern", pattern, "--model", MODEL, "--dry-run", "--noinput")
        yield Step(f"startpatternapp --pattern {pattern} --dry-run", arguments)
    arguments = ("startpatternapp", APP, "--model", MODEL, "--install", "--diff", "--noinput")
    yield Step("startpatternapp --install --diff", arguments, refusable=True)


def installed(place: Place) -> None:
    """Make an app for real, test it, and take it back; without its wiring, where that is refused."""
    before = place.tree()
    made = ("startpatternapp", APP, "--model", MODEL, "--noinput")
    wired = Step("startpatternapp --install", (*made, "--install"), writes=("",), refusable=True)
    if place.take(wired).code:
        place.take(Step("startpatternapp", made, writes=("",)))
    else:
        models = (("MEASURED_MODELS", "1"),)
        place.take(Step("test of the app", ("test", APP, "--noinput"), extra=models, theirs=True))
    place.take(Step("auditapps of the app", ("auditapps", APP, "--no-cache", "--no-introspect")))
    place.take(Step("startpatternapp --undo", ("startpatternapp", APP, "--undo", "--noinput"), writes=("",)))
    after = place.tree()
    other = [path for path in sorted(before.keys() | after.keys()) if before.get(path) != after.get(path)]
    place.cells[-1]["problems"] += [f"{path} is not what it was" for path in other if not path.startswith(CACHE)]


def squashes(*, proof: bool | None) -> Iterator[Step]:
    """Return the runs of ``squashall`` that write nothing."""
    rest = () if proof else ("--no-verify",)
    shown = " ".join(("squashall", "--dry-run", *rest))
    if proof is not None:
        yield Step(shown, ("squashall", "--dry-run", "--noinput", *rest))
    quick = ("squashall", "--dry-run", "--no-verify", "--json", "--noinput")
    yield Step("squashall --dry-run --no-verify --json", quick, wrong=unsquashed)
    yield Step("squashall --check 0", ("squashall", "--check", "0", "--noinput"), (0, 1))
    yield Step("squashall --status", ("squashall", "--status", "--noinput"))


def squashed(place: Place) -> None:
    """Squash for real, and see whether Django finds what it found before."""
    asked = ("makemigrations", "--check", "--dry-run")
    before = place.run(Step("", asked))
    place.take(Step("squashall --no-verify", ("squashall", "--no-verify", "--noinput"), writes=("",)))
    same = Step("makemigrations --check", asked, (before.code,), wrong=lambda ran: _same(before, ran))
    place.take(same)
    place.take(Step("showmigrations --plan", ("showmigrations", "--plan")))


def _same(before: Ran, ran: Ran) -> list[str]:
    return [] if before.out == ran.out else ["other changes than before the squash"]


def copied(environment: Environment, stranger: Stranger, work: Path, logs: Path, kept: dict[str, Row]) -> Place:
    """Return a copy of the project as its maintainer would have it, with an empty database."""
    shutil.rmtree(work, ignore_errors=True)
    for name in ("home", "tmp"):
        (work / name).mkdir(parents=True)
    folder = environment.copy("copy", work).folder
    (folder / "measured_settings.py").write_text(stranger.project.settings + ENDING, encoding="utf-8")
    (folder / "manage.py").write_text(MANAGE, encoding="utf-8")
    for name, text in stranger.files:
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "db.sqlite3").touch()
    logs.mkdir(parents=True, exist_ok=True)
    return Place(stranger, environment.python, folder, work, logs, kept)


def outside(place: Place) -> Tree:
    """Return the content of all that is installed, the original of the project with it."""
    root = Path(place.python).parent.parent
    return {path: text for path, text in digests(root, {}).items() if COMPILED not in path}


def tried(stranger: Stranger, keep: Path, work: Path, again: str) -> Row:
    """Run everything on a copy of a project, or the runs that ``again`` matches; return the results."""
    environment = Environment(stranger.project, keep)
    earlier = next((each for each in stored()["projects"] if again and each["project"] == stranger.project.name), {})
    kept = {cell["run"]: cell for cell in earlier.get("cells", ()) if not re.search(again, cell["run"])}
    place = copied(environment, stranger, work, keep / "logs" / stranger.project.name, kept)
    say(f"{stranger.project.name}: {environment.versions()}")
    # What a project writes when it starts is its own affair, and there from now on; so are the errors that it logs.
    started = place.run(Step("", ("check",)))
    if stopped(started):
        raise RuntimeError(last_words(started.error))
    place.own = tracebacks(started)
    place.swept()
    before = outside(place)
    reports = {}
    for step in (*audits(), *apps_made(), *squashes(proof=stranger.proof)):
        reports[step.name] = place.take(step)
    installed(place)
    for step in baselines():
        place.take(step)
    squashed(place)
    after = outside(place)
    changed = [path for path in sorted(before.keys() | after.keys()) if before.get(path) != after.get(path)]
    audit, _ = as_json(reports["auditapps --format json"])
    plan, _ = as_json(reports["squashall --dry-run --no-verify --json"])
    return {
        "project": stranger.project.name,
        "versions": f"{environment.versions()}, Python {platform.python_version()}",
        "made": f"{datetime.now(timezone.utc):%Y-%m-%d}",
        **(_audited(audit) if audit or not earlier else {name: earlier[name] for name in _audited({})}),
        **(_planned(plan) if plan or not earlier else {name: earlier[name] for name in _planned({})}),
        "outside": changed,
        "notes": [*stranger.notes, *_own(place.own)],
        "cells": place.cells,
    }


def _own(found: frozenset[str]) -> list[str]:
    names = sorted({each.splitlines()[-1] for each in found})
    return [f"writes a traceback whenever it starts, with these tools or without: {', '.join(names)}"] if names else []


def _audited(report: Row) -> Row:
    summary = report.get("summary", {})
    unseen = sorted({kind_of(each["reason"]) for each in report.get("unseen", [])})
    apps, files = len(summary.get("apps", ())), summary.get("files", 0)
    return {"apps": apps, "files": files, "levels": summary.get("levels", {}), "unseen": unseen}


def _planned(report: Row) -> Row:
    apps = report.get("apps", {}).values()
    return {f"migrations_{when}": sum(each[f"migrations_{when}"] for each in apps) for when in ("before", "after")}


def stored() -> Row:
    """Return what the file holds."""
    document: Row = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {"projects": [], "mended": []}
    return document


def store(document: Row) -> None:
    """Write the file, one run to a line, so that a change can be read."""
    rows = []
    for each in document["projects"]:
        cells = ",\n".join("  " + json.dumps(cell, ensure_ascii=False) for cell in each["cells"])
        rows.append(_with({**each, "cells": []}, "cells", cells))
    FILE.write_text(_with({**document, "projects": []}, "projects", ",\n".join(rows)) + "\n", encoding="utf-8")


def _with(row: Row, key: str, lines: str) -> str:
    return json.dumps(row, ensure_ascii=False, indent=2).replace(f'"{key}": []', f'"{key}": [\n{lines}\n]')


def page(document: Row) -> str:
    """Return the page, made from the file."""
    projects: list[Row] = document["projects"]
    cells = [cell for each in projects for cell in each["cells"]]
    wrong = sum(bool(cell["problems"]) for cell in cells) + sum(bool(each["outside"]) for each in projects)
    figures = {name: document[name] for name in ("version", "machine")}
    parts = [
        HEAD.format(**figures, projects=len(projects), runs=len(cells), wrong=wrong or "Nothing"),
        "## The projects\n",
        *table(
            (
                "project",
                "versions",
                "on",
                "apps",
                "files",
                "errors",
                "warnings",
                "infos",
                "migrations",
                "squashed",
                "runs",
            ),
            (_project(each) for each in projects),
        ),
        COUNTED,
        "## What it takes\n",
        TAKES,
        *table(("", *MEASURED.values()), (_taken(each) for each in projects)),
        "## Every run\n",
        EVERY,
        *table(("run", "projects", "done", "findings", "refused", "wrong", "seconds", "MiB"), _runs(cells)),
        "## What was refused, or not looked at\n",
        *(line for each in projects for line in _left_out(each)),
        "\n## What was wrong\n",
        *(list(_wrong(projects)) or ["Nothing, in the end."]),
        "\n## What the runs have mended\n",
        *(f"- {each}" for each in document["mended"]),
    ]
    return "\n".join(parts).rstrip() + "\n"


def _project(row: Row) -> tuple[object, ...]:
    levels = (row["levels"][level] for level in LEVELS)
    squashed_to = (row["migrations_before"], row["migrations_after"])
    versions = (row["versions"], row["made"])
    return row["project"], *versions, row["apps"], row["files"], *levels, *squashed_to, len(row["cells"])


def _taken(row: Row) -> tuple[object, ...]:
    cells = {cell["run"]: cell for cell in row["cells"]}
    found = (cells.get(name) for name in MEASURED)
    return row["project"], *(_cost(each) if each else "" for each in found)


def _cost(cell: Row) -> str:
    return f"{cell['seconds']:.0f} s" + (f", {cell['memory']} MiB" if cell["memory"] else "")


def _runs(cells: list[Row]) -> Iterator[tuple[object, ...]]:
    for name in dict.fromkeys(cell["run"] for cell in cells):
        runs = [cell for cell in cells if cell["run"] == name]
        done = sum(not cell["code"] for cell in runs)
        refused, wrong = (sum(bool(cell[key]) for cell in runs) for key in ("refused", "problems"))
        found = sum(cell["code"] == 1 and not cell["refused"] for cell in runs)
        most = (max(cell[key] for cell in runs) for key in ("seconds", "memory"))
        yield f"`{name}`", len(runs), done, found, refused, wrong, *(f"{each:.0f}" if each else "" for each in most)


def _left_out(row: Row) -> Iterator[str]:
    refused = list(dict.fromkeys(cell["refused"] for cell in row["cells"] if cell["refused"]))
    said = [*(f"refused: {each}" for each in refused), *(f"not looked at: {each}" for each in row["unseen"])]
    yield from (f"- {row['project']}, {each}" for each in (*said, *row["notes"]))


def _wrong(projects: list[Row]) -> Iterator[str]:
    for each in projects:
        for cell in each["cells"]:
            yield from (f"- {each['project']}, `{cell['run']}`: {problem}" for problem in cell["problems"])
        yield from (f"- {each['project']}: {path} has changed outside the copy" for path in each["outside"])


MEASURED = {
    "auditapps --format json": "auditapps",
    "python -m … auditapps --format json": "without settings",
    "startpatternapp --pattern oep49 --dry-run": "startpatternapp --dry-run",
    "startpatternapp --install": "--install",
    "squashall --dry-run --no-verify --json": "squashall, planned",
    "squashall --no-verify": "squashall, written",
}
HEAD = """# Strangers' projects

Made by `python benchmarks/strangers.py` with version {version} on {machine}: all three commands in {projects}
open-source projects from PyPI, none of them written with these tools in mind, in {runs} runs.
{wrong} went wrong.

Each project was installed into an environment of its own and copied. The copy got a `manage.py`, settings that end in
the line that a maintainer would add, and an empty SQLite database. Each run is a process of its own. It is wrong

- if the exit code is not one that the documentation names for it, or there is a traceback that `manage.py check` does
  not write in the same project;
- if a run that should only look changes, adds or deletes a file of the copy (the cache of `auditapps` apart), or any
  run a file of the environment, in the home folder or in the folder for temporary files;
- if something is left out without a name and a reason, or a rule crashes;
- if there are findings after a baseline was written, or if `--undo` does not give back the bytes that were there;
- if `makemigrations --check` says something else after the squash than before it, or the plan of `migrate` can't be
  made.
"""
COUNTED = """Apps, files and findings are what `auditapps` counts with the default profile. "Migrations" are those of
the project's own apps, "squashed" what would be left of them. Everything is read as it comes in the wheel, in which
tests are often missing.
"""
TAKES = """Seconds on the clock, and memory at its peak, with the start of Django in it where there is one. Most
runs shared two cores with a load of 5 to 10, so the seconds say what is possible, not what is usual:
[audit-benchmarks.md](audit-benchmarks.md) and [squash-benchmarks.md](squash-benchmarks.md) have figures to compare.
Where no memory is named it is not known: it was once measured in a way that told no less than what the script had.
"""
EVERY = """"Findings" are exit codes of 1 where the documentation has one for what was found; "refused" is a sentence
that says why nothing is done, and what to do instead. Seconds and MiB are those of the slowest and the largest run.
"""


def main(arguments: argparse.Namespace) -> None:
    """Measure, and write the file and the page."""
    if arguments.page:
        print(page(stored()), end="")
        return
    chosen = [each for each in STRANGERS if each.project.name in arguments.only or not arguments.only]
    for stranger in chosen:
        with tempfile.TemporaryDirectory() as work:
            keep = arguments.keep.resolve() if arguments.keep else Path(work).resolve()
            result = tried(stranger, keep, keep / "copies" / stranger.project.name, arguments.again)
            shutil.rmtree(keep / "copies" / stranger.project.name)
        document = stored()
        rows = {each["project"]: each for each in [*document["projects"], result]}
        order = [each.project.name for each in STRANGERS]
        store(
            {
                "version": __version__,
                "machine": f"{platform.system()} {platform.machine()}",
                "projects": [rows[name] for name in order if name in rows],
                "mended": document["mended"],
            }
        )
        PAGE.write_text(page(stored()), encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--keep", type=Path, help="where to keep the environments, and what each run has said")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="a project; all by default")
    parser.add_argument("--again", default="", metavar="REGEX", help="repeat only the runs whose name it matches")
    parser.add_argument("--page", action="store_true", help="print the page from the file, and measure nothing")
    main(parser.parse_args())
