"""A project for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.register_assert_rewrite("tests.squash.carry.packages")

from tests.squash.carry.packages import Project, project_in  # noqa: E402


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with project_in(tmp_path) as made:
        yield made
