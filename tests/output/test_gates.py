"""What every generated app must pass, whatever its components and its models."""

import json
import re
from importlib.metadata import version
from importlib.util import find_spec
from itertools import permutations
from pathlib import Path

import django
import pytest

from django_opinionated_startapp.pattern import PATTERNS, SERVICES
from django_opinionated_startapp.scaffold.request import choose_components

from .project import APPS, CELERY, DRF, EVERY_APP, FILTERS, SPECTACULAR, App, Project, needs, possible

# Of all of ruff's rules, those that generated code does not follow; docs/generated-code.md says why.
NOT_HELD = ("COM812", "CPY001", "D203", "D213", "PLR0913", "PLR2004", "PT009", "PT027", "TID252")
MYPY_INI = """
[mypy]
strict = true
plugins = mypy_django_plugin.main
[mypy.plugins.django-stubs]
django_settings_module = config.settings
[mypy-django_filters.*]
ignore_missing_imports = true
[mypy-config.*]
ignore_errors = true
"""
COUNT = """
import json
from django.apps import apps
from django.db.models.signals import post_save
print(json.dumps([key[0] for key, *_ in post_save.receivers if isinstance(key[0], str)]))
"""


def test_django_has_nothing_to_complain_about(project: Project) -> None:
    project.must("-W", "error::DeprecationWarning", "manage.py", "check", "--fail-level", "WARNING")
    project.must("manage.py", "makemigrations", "--check", "--dry-run")


def test_migrations_go_forth_and_back(project: Project, tmp_path: Path) -> None:
    small = project.copy(tmp_path / "copy", *(app.label for app in APPS))
    small.must("manage.py", "migrate", "-v0")
    small.must("manage.py", "migrate", "-v0", "kinds", "zero")
    assert "[ ] 0001_initial" in small.must("manage.py", "showmigrations", "kinds")
    small.must("manage.py", "migrate", "-v0")
    assert "[ ]" not in small.must("manage.py", "showmigrations")


def test_generated_tests_pass_and_reach_everything(project: Project) -> None:
    omitted = "--omit=*/tests/*,*/migrations/*"
    output = project.must("-m", "coverage", "run", "--branch", "--source=apps", omitted, "manage.py", "test", "-v2")
    ran = set(re.findall(r"\(apps\.(\w+)\.(tests\.[\w.]*\btest_\w+)\.", output))
    assert {(app.label, module) for app in APPS for module in modules_of_tests(app, project)} == ran
    project.must("-m", "coverage", "json", "-q", "-o", "coverage.json")
    report = json.loads((project.root / "coverage.json").read_text(encoding="utf-8"))
    untested = {app.label for app in APPS if "tests" not in app.only}
    files = {name: each["summary"] for name, each in report["files"].items() if Path(name).parts[1] not in untested}
    covered = sum(each["covered_lines"] + each["covered_branches"] for each in files.values())
    total = sum(each["num_statements"] + each["num_branches"] for each in files.values())
    poor = {name: each["percent_covered"] for name, each in files.items() if each["percent_covered"] < 100}
    assert covered / total >= 0.95, poor


def modules_of_tests(app: App, project: Project) -> set[str]:
    """Return the modules of tests that the pattern gives ``app``: all that there are."""
    files = PATTERNS[app.pattern].files_for(frozenset(app.only), dict(app.options))
    globs = [re.sub("{models?}", "*", file.target.replace("{version}", "v1")) for file in files]
    root = project.root / "apps" / app.label
    wanted = {path for glob in globs if "/test_" in glob for path in root.glob(glob)}
    assert wanted == set(root.rglob("test_*.py"))
    assert len(wanted) >= len([glob for glob in globs if "/test_" in glob])
    return {".".join(path.relative_to(root).with_suffix("").parts) for path in wanted}


def test_every_two_components_are_tried_together_and_apart() -> None:
    tried = [frozenset(app.only) for app in EVERY_APP if app.pattern == SERVICES.name]
    for one, other in permutations(possible(SERVICES.component_names), 2):
        assert any({one, other} <= only for only in tried), (one, other)
        if other not in choose_components(SERVICES, only=[one]).components:
            assert any(one in only and other not in only for only in tried), (one, other)


def test_black_would_change_nothing(project: Project) -> None:
    project.must("-m", "black", "--check", "--quiet", *project.packages)


def test_ruff_finds_nothing(project: Project) -> None:
    pytest.importorskip("ruff")
    project.must("-m", "ruff", "check", "--isolated", "--no-cache", *project.packages)
    strict = ("--select=ALL", f"--ignore={','.join(NOT_HELD)}", "--exclude=migrations")
    project.must("-m", "ruff", "check", "--isolated", "--no-cache", *strict, *project.packages)
    project.must("-m", "ruff", "format", "--check", "--isolated", "--no-cache", *project.packages)


@needs(find_spec("mypy_django_plugin"), "django-stubs")
@needs(not DRF or find_spec("rest_framework-stubs"), "djangorestframework-stubs")
@needs(not CELERY or find_spec("celery-stubs"), "celery-types")
def test_mypy_finds_nothing(project: Project, tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    stubs = version("django-stubs")
    series = ".".join(map(str, django.VERSION[:2]))
    if not stubs.startswith(f"{series}."):
        pytest.skip(f"django-stubs {stubs} describes another Django than {series}")
    (tmp_path / "mypy.ini").write_text(MYPY_INI, encoding="utf-8")
    config, cache = f"--config-file={tmp_path / 'mypy.ini'}", f"--cache-dir={tmp_path / 'cache'}"
    project.must("-m", "mypy", config, cache, *project.packages)


@needs(SPECTACULAR and DRF and FILTERS, "drf-spectacular")
def test_the_schema_has_no_warnings(project: Project, tmp_path: Path) -> None:
    target = tmp_path / "schema.yml"
    project.must("manage.py", "spectacular", "--validate", "--fail-on-warn", "--file", str(target))
    schema = target.read_text(encoding="utf-8")
    assert "/api/orders/v1/orders/{id}/:" in schema
    assert "/api/bills/v1/bills/{id}/:" in schema
    assert "/api/tickets/v1/tickets/{id}/update/:" in schema
    assert "/api/plain/" not in schema
    assert "/api/desks/" not in schema


def test_receivers_are_connected_once(project: Project) -> None:
    output = project.must("manage.py", "shell", "-v0", "-c", COUNT)
    connected = json.loads(output.strip().splitlines()[-1])
    assert len(connected) == len(set(connected))
    assert {uid.partition(".")[0] for uid in connected} == {app.label for app in APPS if "signals" in app.only}
