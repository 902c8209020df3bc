"""The generated tests notice when what they are there for is taken away."""

import re
from pathlib import Path

import pytest

from .project import DRF, Project

VIEWS = "rest_api/v1/views.py"
# Where, what is taken away, and what stands there instead.
MUTATIONS = {
    "only the owner's are shown": (VIEWS, r"(\w+)\.objects\.visible_to\(.*\)", r"\1.objects.all()"),
    "the signal waits": ("signals/handlers.py", r"transaction\.on_commit\(send, using=using\)", "send()"),
    "handlers are connected": ("apps.py", r"import_module\(f.*\)", "return"),
    "numbers have limits": ("models.py", r",\s+validators=\[.*\]", ""),
    "the api checks values": ("api.py", r"    \w+\.full_clean\(\)\n", ""),
}
OPEN_DOORS = {
    "orders": (VIEWS, r"permission_classes = \(.*\)", "permission_classes = ()"),
    "plain": (VIEWS, r"not request\.user\.is_authenticated", "False"),
}
CASES = [
    pytest.param(label, mutation, id=f"{label}: {what}")
    for label, door in OPEN_DOORS.items()
    if label == "plain" or DRF  # without Django REST framework both are alike
    for what, mutation in {"only users come in": door, **MUTATIONS}.items()
]


@pytest.mark.parametrize(("label", "mutation"), CASES)
def test_noticed(project: Project, tmp_path: Path, label: str, mutation: tuple[str, str, str]) -> None:
    file, pattern, instead = mutation
    small = project.copy(tmp_path / "copy", label)
    path = small.root / "apps" / label / file
    text, count = re.subn(pattern, instead, path.read_text(encoding="utf-8"))
    assert count
    path.write_text(text, encoding="utf-8")
    done = small.run("manage.py", "test", f"apps.{label}")
    assert done.returncode == 1
    assert re.search(r"^FAILED \((failures|errors)=", done.stderr, re.MULTILINE), done.stderr
    assert "ImportError" not in done.stderr
