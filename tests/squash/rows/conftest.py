"""Small and large tables."""

import pytest

from django_opinionated_startapp.squash.rows import read as reading


@pytest.fixture(params=["whole", "digests"])
def size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let every table with rows be a large one."""
    if request.param == "digests":
        monkeypatch.setattr(reading, "KEPT", 1)
    return str(request.param)
