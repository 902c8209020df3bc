import pytest

from .project import Project, make_project


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project with an app for each of many choices; tests that change anything take a copy."""
    return make_project(tmp_path_factory.mktemp("generated"))
