"""Whatever is done to generated apps, in whatever order: they stay in order, and nothing is lost."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from .forks import Forks, forks
from .site import Site
from .steps import STEPS, Step, Work, make
from .texts import SETTINGS

# A few in a run, since each lives in a project of its own; STEPS_EXAMPLES says how many.
EXAMPLES = int(os.environ.get("STEPS_EXAMPLES", "3"))
numbers = st.tuples(*(st.integers(0, 2047) for _ in range(4)))
steps = st.lists(st.tuples(st.sampled_from(STEPS), numbers), min_size=3, max_size=7)


@pytest.fixture(scope="module")
def zygote() -> Iterator[Forks]:
    with forks() as process:
        yield process


@pytest.fixture(scope="module")
def empty(zygote: Forks, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A project without apps, to copy."""
    site = Site(tmp_path_factory.mktemp("empty"), zygote)
    site.must("-m", "django", "startproject", "config", ".")
    installed = "INSTALLED_APPS = [\n    'django_opinionated_startapp',"
    site.edit("config/settings.py", lambda text: text.replace("INSTALLED_APPS = [", installed))
    hashers = SETTINGS.partition("sys.path")[0]
    site.edit("config/settings.py", lambda text: text + hashers)
    site.write("pyproject.toml", "[tool.opinionated_startapp.audit.profiles]\n")
    site.manage("migrate", "-v0")
    return site


@settings(
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=set(Phase) - {Phase.explain} if EXAMPLES > 20 else [Phase.explicit, Phase.generate],
)
@given(first=numbers, steps=steps)
def test_random_work(empty: Site, first: Sequence[int], steps: Sequence[tuple[Step, Sequence[int]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve() / "project"
        shutil.copytree(empty.root, root)
        work = Work(Site(root, empty.forks), [])
        make(work, first)
        for step, chosen in steps if work.apps else ():
            if step is make or work.apps:
                step(work, chosen)
                work.hold()
        if work.apps:
            _end(work)


def _end(work: Work) -> None:
    """Hold that the tests of the apps pass, and that a new database is as the one that has lived through it all."""
    schema = work.site.schema()
    with work.site.another_database():
        work.site.manage("migrate", "-v0")
        assert work.site.schema() == schema
    said = work.site.manage("test", "apps")
    assert "OK" in said or "NO TESTS RAN" in said
