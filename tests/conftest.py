"""What holds for every test."""

import os
from collections.abc import Iterator
from pathlib import Path

import django
import hypothesis
import pytest
from hypothesis import HealthCheck

# Set for the length of the set-up only: a child process of a test must find the settings of its own project.
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()
del os.environ["DJANGO_SETTINGS_MODULE"]

from django.apps import apps  # noqa: E402  (needs the set-up)

# An example that writes files takes longer when two environments share the machine: no failure. A run tries the
# same examples each time, so that what is red was made red by a change; HYPOTHESIS_PROFILE=search looks for new ones.
_SLOW = (HealthCheck.too_slow,)
hypothesis.settings.register_profile("same", deadline=None, derandomize=True, suppress_health_check=_SLOW)
hypothesis.settings.register_profile("search", deadline=None, suppress_health_check=_SLOW)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

# Whole projects take minutes, and random examples do. Two environments of tox need not show the same twice: with
# DOS_THOROUGH=0, between the oldest and the newest versions, both groups are passed over, with DOS_THOROUGH=1 what has
# nothing to do with versions. Without it everything is run, as it is with the newest versions.
_ENDS = (
    "changes/test_roll_back.py",
    "hostile",
    "management/test_from_models.py",
    "management/test_grow.py",
    "management/test_packs.py",
    "management/test_pattern_options.py",
    "management/test_reusable.py",
    "management/test_undo.py",
    "management/test_upgrade.py",
    "output/test_reusable.py",
    "scaffold/test_undo.py",
    "squash/test_elide.py",
    "squash/test_projects.py",
    "squash/test_prune.py",
    "squash/test_rebuild.py",
    "squash/test_squashall.py",
    "squash/test_verify.py",
    "test_docs_tutorial.py",
)
_ONCE = (
    "changes/test_properties.py",
    "coherence",
    "output/test_mutations.py",
    "output/test_running.py",
    "scaffold/merge/test_properties.py",
    "scaffold/test_gates.py",
    "scaffold/wire/test_random_settings.py",
    "squash/carry/test_values.py",
    "squash/reduce/test_random_histories.py",
    "squash/schema/test_properties.py",
    "squash/test_random_projects.py",
    "squash/test_segments.py",
    "test_docs.py",
    "test_docs_auditapps.py",
    "test_docs_blocks.py",
    "test_docs_growing.py",
    "test_docs_guides.py",
    "test_docs_patterns.py",
    "test_docs_questions.py",
    "test_docs_squashall.py",
    "test_docs_upgrading.py",
    "test_readme.py",
    "test_testproject.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the long tests where they are not asked for."""
    asked = os.environ.get("DOS_THOROUGH", "2")
    names = {"0": (*_ENDS, *_ONCE), "1": _ONCE}.get(asked, ())
    left_out = {Path(__file__).parent / name for name in names}
    where = "the newest versions" if asked == "1" else "the newest or the oldest versions"
    skip = pytest.mark.skip(reason=f"run with {where}, or without DOS_THOROUGH")
    for item in items:
        if left_out.intersection((item.path, *item.path.parents)):
            item.add_marker(skip)


@pytest.fixture(scope="session", autouse=True)
def _migrations_run_here() -> Iterator[None]:
    """Let no copy of the process run migrations: what a test has put in another's place would not hear of them.

    tests/squash/test_apart.py and the tests that call manage.py show what copies do.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django_opinionated_startapp.squash.apart.possible", lambda: False)
        yield


@pytest.fixture(autouse=True)
def _models_of_a_test_end_with_it() -> Iterator[None]:
    """Take out of Django's registry what a test has brought in: the next one may have an app of the same label."""
    before = {label: dict(models) for label, models in apps.all_models.items()}
    yield
    for label, models in apps.all_models.items():
        known = before.get(label, {})
        added = [name for name, model in models.items() if known.get(name) is not model and _of_a_project(model)]
        for name in added:
            del models[name]
        if added:
            apps.clear_cache()


def _of_a_project(model: type) -> bool:
    return not model.__module__.startswith(("django.", "tests."))
