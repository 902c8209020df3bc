"""What every generated reusable app must pass: it is a distribution, and needs no project."""

import json
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import django
import pytest

from django_opinionated_startapp.audit.run import AuditRequest, audit
from django_opinionated_startapp.conf import AuditConfig
from django_opinionated_startapp.pattern import REUSABLE

from .project import EVERY_KIND, NO_OWNER, SIMPLE, Project, child_environment, needs
from .test_gates import MYPY_INI, NOT_HELD

GENERATE = """
import json, sys
import django
django.setup()
from django.core.management import call_command
for name, models, only in json.load(sys.stdin):
    options = {"models": models, "only": only, "interactive": False, "verbosity": 0}
    call_command("startpatternapp", name, pattern="reusable", **options)
"""
GROUPED = "{0} title parent:fk:self group:fk:auth.Group groups:m2m:auth.Group owner:user:null reviewer:user:null"
# Without the middleware, or with one component only, most of what is written has another form.
CHOICES = (
    (
        "django-orders",
        (SIMPLE.format("Order"), "Part label:str item:fk:Order items:m2m:Order"),
        REUSABLE.component_names,
    ),
    ("kinds", (EVERY_KIND.format("Kind"),), ("middleware", "checks", "tests")),
    ("nested/django-groups", (GROUPED.format("Member"),), ("checks", "signals", "admin", "tests")),
    ("levels", (NO_OWNER.format("Level"),), ("middleware", "signals", "tests")),
    ("plain", (SIMPLE.format("Plain"),), ("tests",)),
    ("untested", (NO_OWNER.format("Thing"),), ("middleware", "checks", "signals", "admin")),
)
TESTED = ("django-orders", "django-kinds", "nested/django-groups", "django-levels", "django-plain")


@dataclass(frozen=True)
class Distribution:
    """A generated distribution."""

    root: Path

    @property
    def package(self) -> str:
        return self.root.name.replace("-", "_")

    def must(self, *arguments: str) -> str:
        """Run this interpreter beside its pyproject.toml, without failure, and return everything that it said."""
        done = self.run(*arguments)
        assert done.returncode == 0, f"{arguments}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run this interpreter beside its pyproject.toml."""
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.root,
            env=child_environment(),
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=600,
        )

    def test(self, *options: str) -> tuple[str, ...]:
        """Return the arguments that run its tests."""
        return ("-m", "django", "test", self.package, "--settings=tests.settings", *options)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project in which distributions have been made."""
    project = Project(tmp_path_factory.mktemp("reusable"))
    project.must("-m", "django", "startproject", "config", ".")
    settings = project.root / "config" / "settings.py"
    text = settings.read_text(encoding="utf-8") + 'INSTALLED_APPS += ["django_opinionated_startapp"]\n'
    settings.write_text(text, encoding="utf-8")
    script = f"import os\nos.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings'\n{GENERATE}"
    project.must("-c", script, stdin=json.dumps(CHOICES))
    return project


@pytest.fixture(params=TESTED)
def distribution(request: pytest.FixtureRequest, site: Project) -> Distribution:
    return Distribution(site.root / request.param)


def test_its_tests_pass_alone_and_reach_everything(distribution: Distribution) -> None:
    options = ("--branch", f"--source={distribution.package}", "--omit=*/tests/*,*/migrations/*")
    warnings = ("-W", "error::DeprecationWarning", "-W", "error::PendingDeprecationWarning")
    distribution.must(*warnings, "-m", "coverage", "run", *options, *distribution.test())
    distribution.must("-m", "coverage", "report", "--fail-under=100", "--show-missing")


def test_django_has_nothing_to_complain_about(distribution: Distribution) -> None:
    distribution.must("-m", "django", "check", "--fail-level=WARNING", "--settings=tests.settings")
    distribution.must("-m", "django", "makemigrations", "--check", "--dry-run", "--settings=tests.settings")


def test_formatters_and_linters_find_nothing(site: Project) -> None:
    pytest.importorskip("ruff")
    roots = sorted({name.partition("/")[0] for name in (*TESTED, "django-untested")})
    strict = ("--select=ALL", f"--ignore={','.join(NOT_HELD)}", "--exclude=migrations")
    for arguments in (("check",), ("check", *strict), ("format", "--check")):
        site.must("-m", "ruff", *arguments, "--isolated", "--no-cache", *roots)
    site.must("-m", "black", "--check", "--quiet", *roots)


@needs(find_spec("mypy_django_plugin"), "django-stubs")
def test_mypy_finds_nothing(distribution: Distribution, tmp_path: Path) -> None:
    if not version("django-stubs").startswith(f"{django.VERSION[0]}.{django.VERSION[1]}."):
        pytest.skip("django-stubs describes another Django")
    (tmp_path / "mypy.ini").write_text(MYPY_INI.replace("config.settings", "tests.settings"), encoding="utf-8")
    config, cache = f"--config-file={tmp_path / 'mypy.ini'}", f"--cache-dir={tmp_path / 'cache'}"
    distribution.must("-m", "mypy", config, cache, distribution.package)


def test_it_audits_clean_under_its_own_profile(site: Project) -> None:
    for name in (*TESTED, "django-untested"):
        root = (site.root / name).resolve()
        done = audit(AuditRequest(root, AuditConfig(), profiles=("reusable",), cache=False))
        assert done.report.apps
        assert [f"{each.place}: {each.rule}: {each.message}" for each in done.report.findings] == []
        assert done.report.failures == ()


MUTATIONS = {
    "the middleware shows only one's own": ("middleware.py", r"\.visible_to\(.*\)", ".all()"),
    "the signal waits": ("signals/handlers.py", r"transaction\.on_commit\(send, using=using\)", "send()"),
    "handlers are connected": ("apps.py", r"import_module\(f.*handlers.*\)", "pass"),
    "checks are registered": ("apps.py", r"import_module\(f.*checks.*\)", "pass"),
    "signals can be switched off": ("signals/handlers.py", r' and conf\.get\("SEND_SIGNALS"\)', ""),
    "numbers have limits": ("models.py", r",\s+validators=\[.*\]", ""),
}


@pytest.mark.parametrize("mutation", MUTATIONS.values(), ids=list(MUTATIONS))
def test_its_tests_notice_what_is_missing(site: Project, tmp_path: Path, mutation: tuple[str, str, str]) -> None:
    file, pattern, instead = mutation
    site.must("-c", f"import shutil; shutil.copytree('django-orders', {str(tmp_path / 'django-orders')!r})")
    copy = Distribution(tmp_path / "django-orders")
    path = copy.root / copy.package / file
    text, count = re.subn(pattern, instead, path.read_text(encoding="utf-8"))
    assert count
    path.write_text(text, encoding="utf-8")
    done = copy.run(*copy.test())
    assert done.returncode == 1
    assert re.search(r"^FAILED \((failures|errors)=", done.stderr, re.MULTILINE), done.stderr


# The plugin would look for an interpreter beside the one that runs this, and there need not be any.
@needs(
    find_spec("build") and find_spec("twine") and find_spec("tox") and not find_spec("tox_uv"), "build, twine or tox"
)
def test_it_can_be_published_and_runs_its_own_tox(site: Project, tmp_path: Path) -> None:
    made = Distribution(site.root / "django-orders")
    made.must("-m", "build", "--outdir", str(tmp_path))
    (wheel,), (sdist,) = tmp_path.glob("*.whl"), tmp_path.glob("*.tar.gz")
    made.must("-m", "twine", "check", "--strict", str(wheel), str(sdist))
    names = zipfile.ZipFile(wheel).namelist()
    assert "django_orders/models.py" in names
    assert [name for name in names if name.startswith("tests/") or name.endswith(".json")] == []
    series = f"py{sys.version_info[0]}.{sys.version_info[1]}-dj{django.VERSION[0]}.{django.VERSION[1]}"
    output = made.must("-m", "tox", "run", "-e", series, "--workdir", str(tmp_path / "tox"))
    assert f"{series}: OK" in output
