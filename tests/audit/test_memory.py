"""Remembered answers: given only where a new run would give the same."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from django_opinionated_startapp.audit import memory as memory_module
from django_opinionated_startapp.audit.inputs import Inputs, stamp_of
from django_opinionated_startapp.audit.memory import Answer, Memory, can_be_remembered
from django_opinionated_startapp.audit.run import AuditRequest, audit
from django_opinionated_startapp.conf import AuditConfig, load_config
from tests.audit.trees import write_tree

TREE = {
    "pyproject.toml": '[project]\ndependencies = ["django>=4.2"]\n',
    "requirements.txt": "django>=4.2\n",
    "requirements/base.txt": "x\n",
    "manage.py": "DJANGO_SETTINGS_MODULE = 'config.settings'\n",
    "README.md": "Read me.\n",
    "config/__init__.py": "",
    "config/settings.py": "INSTALLED_APPS = ['orders']\n",
    "config/pytest.ini": "[pytest]\n",
    "orders/__init__.py": "",
    "orders/apps.py": "from django.apps import AppConfig\n\nclass C(AppConfig):\n    name = 'orders'\n",
    "orders/models.py": "from django.db import models\n\n# one\nclass Order(models.Model):\n    pass\n",
    "orders/views.py": "import os\n",
    "orders/page.html": "<p>\n",
    "orders/migrations/__init__.py": "",
    "orders/migrations/0001_initial.py": "class Migration:\n    operations = []\n",
    "orders/tests/__init__.py": "",
    "orders/tests/test_x.py": "import os\n",
    ".audit-baseline/orders.txt": "some-rule orders/views.py x\n",
    ".audit-baseline/.gitattributes": "x\n",
}
ANSWER = Answer("An answer: é\n", 1)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a project that was written long ago."""
    return _aged(write_tree(tmp_path.resolve(), TREE))


def _aged(root: Path) -> Path:
    for path in (root, *root.rglob("*")):
        os.utime(path, ns=(10**18, 10**18))
    return root


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what has just been written count as settled: nothing here changes twice within the same tick."""
    monkeypatch.setattr("django_opinionated_startapp.audit.inputs._GRANULE", -(10**12))


def remembered(root: Path, **question: object) -> Memory:
    return Memory(root, root / ".audit-cache", question)


def keep(root: Path) -> None:
    done = audit(AuditRequest(root, load_config(root, None).audit))
    remembered(root).keep(ANSWER, done.inputs)


def _touch(path: Path) -> None:
    os.utime(path, ns=(2 * 10**18, 2 * 10**18))


def _replace_by_the_same(path: Path) -> None:
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content)


def test_an_answer_is_given_again_from_any_folder_until_the_question_is_another(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert remembered(root).recall() is None
    keep(root)
    assert remembered(root).recall() == ANSWER
    monkeypatch.chdir(root / "orders")
    assert remembered(root).recall() == ANSWER
    assert remembered(root, format="json").recall() is None
    assert remembered(root / "orders").recall() is None


@pytest.mark.parametrize("path", sorted(TREE))
@pytest.mark.parametrize("change", [_touch, _replace_by_the_same])
def test_what_has_the_same_content_is_the_same(root: Path, path: str, change: Callable[[Path], None]) -> None:
    keep(root)
    change(root / path)
    assert remembered(root).recall() == ANSWER
    assert remembered(root).recall() == ANSWER


@pytest.mark.parametrize("path", sorted({*TREE} - {"README.md", "orders/page.html", ".audit-baseline/.gitattributes"}))
def test_an_edit_of_what_is_read_is_seen(root: Path, path: str) -> None:
    keep(root)
    file = root / path
    before = stamp_of(str(file))
    file.write_text(f"{file.read_text()}import json\n")
    assert stamp_of(str(file)) != before
    assert remembered(root).recall() is None


def test_an_edit_that_leaves_size_and_time_as_they_were_is_seen(root: Path) -> None:
    keep(root)
    file = root / "orders/views.py"
    file.write_text("import re\n")
    os.utime(file, ns=(10**18, 10**18))
    assert remembered(root).recall() is None


@pytest.mark.parametrize("path", ["orders/forms.py", "orders/x.html", "README.rst", "bills/models.py", "setup.cfg"])
def test_a_new_file_is_seen(root: Path, path: str) -> None:
    keep(root)
    write_tree(root, {path: ""})
    assert remembered(root).recall() is None


@pytest.mark.parametrize("path", sorted(TREE))
@pytest.mark.parametrize("gone", [True, False])
def test_a_file_that_is_gone_or_renamed_is_seen(root: Path, path: str, gone: bool) -> None:
    keep(root)
    file = root / path
    if gone:
        file.unlink()
    else:
        file.rename(file.with_name(f"{file.name}_"))
    assert remembered(root).recall() is None


def test_a_readme_beside_the_pyproject_of_a_distribution_is_seen(tmp_path: Path) -> None:
    files = {"orders/__init__.py": "", "orders/models.py": "", "pyproject.toml": ""}
    chosen = '[tool.opinionated_startapp.audit]\nselect = ["AC010"]\nprofiles.orders = ["reusable"]\n'
    packaged = {f"packages/django-orders/{name}": text for name, text in files.items()}
    root = write_tree(tmp_path.resolve(), {"pyproject.toml": chosen, **packaged})
    readme = root / "packages/django-orders/README.md"
    for found in (1, 0, 1):
        done = audit(AuditRequest(root, load_config(root, None).audit))
        assert len(done.report.findings) == found
        remembered(root).keep(ANSWER, done.inputs)
        assert remembered(root).recall() == ANSWER
        if readme.exists():
            readme.unlink()
        else:
            readme.write_text("Orders\n")
        assert remembered(root).recall() is None


@pytest.mark.parametrize(
    ("config", "profiles", "can_be"),
    [
        (AuditConfig(), (), True),
        (AuditConfig(profiles={"orders": ("oep49", "strict")}), ("reusable",), True),
        (AuditConfig(profiles={"orders": ("oep49",), "bills": ("acme",)}), (), False),
        (AuditConfig(), ("strict", "acme"), False),
        (AuditConfig(rules=("checks",)), (), False),
    ],
)
def test_what_packs_and_rules_of_others_say_is_not_remembered(
    config: AuditConfig, profiles: tuple[str, ...], can_be: bool
) -> None:
    assert can_be_remembered(config, profiles) is can_be


def test_a_new_baseline_and_a_new_folder_of_requirements_are_seen(tmp_path: Path) -> None:
    root = write_tree(tmp_path.resolve(), {"orders/__init__.py": ""})
    for path in (".audit-baseline/orders.txt", "requirements/base.in"):
        keep(root)
        assert remembered(root).recall() == ANSWER
        write_tree(root, {path: ""})
        assert remembered(root).recall() is None


def test_comments_and_spaces_change_no_facts_and_so_no_answer(root: Path) -> None:
    keep(root)
    models = root / "orders/models.py"
    models.write_text(models.read_text().replace("# one", "# two"))
    assert remembered(root).recall() == ANSWER
    assert remembered(root).recall() == ANSWER
    (root / "orders/tests/test_x.py").write_text("import os\nx = 1\n")
    assert remembered(root).recall() == ANSWER
    models.write_text(models.read_text().replace("# two", "# audit: ignore[x] why"))
    assert remembered(root).recall() is None


def test_comments_count_where_the_text_itself_is_searched(root: Path) -> None:
    keep(root)
    with (root / "config/settings.py").open("a") as file:
        file.write("# a comment\n")
    assert remembered(root).recall() is None


def test_many_edits_are_left_to_a_whole_run(root: Path) -> None:
    files = {f"orders/part_{number}.py": "x = 1\n" for number in range(9)}
    write_tree(root, files)
    keep(root)
    write_tree(root, dict.fromkeys(list(files)[:8], "x = 1  # y\n"))
    assert remembered(root).recall() == ANSWER
    write_tree(root, dict.fromkeys(files, "x = 1  # z\n"))
    assert remembered(root).recall() is None


def test_what_has_just_changed_is_read_again_since_its_time_proves_nothing(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django_opinionated_startapp.audit.inputs._GRANULE", 10**18)
    views = root / "orders/views.py"
    keep(root)
    status = views.stat()
    monkeypatch.setattr(
        memory_module, "stamp_of", lambda path: [status.st_size, 1, 1, 1] if path == str(views) else stamp_of(path)
    )
    views.write_text("import re\n")
    assert remembered(root).recall() is None


def test_what_could_not_be_read_is_looked_at_again(root: Path) -> None:
    (root / "orders/views.py").unlink()
    (root / "orders/views.py").symlink_to("nowhere.py")
    keep(root)
    assert not list((root / ".audit-cache").glob("*.answer"))


@pytest.mark.parametrize("damage", [b"", b"x", b"00000000\n{}", b"d202ef8d\n{}", b"zz\n{}"])
def test_a_damaged_answer_is_as_good_as_not_there(root: Path, damage: bytes) -> None:
    keep(root)
    (file,) = (root / ".audit-cache").glob("*.answer")
    file.write_bytes(damage)
    assert remembered(root).recall() is None


def test_comments_may_expire_so_an_answer_holds_for_a_day(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(root)
    later = remembered(root)
    monkeypatch.setattr(later, "_day", "2099-01-01")
    assert later.recall() is None


def test_another_tool_or_environment_gives_its_own_answers(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(root)
    for name, value in (("__version__", "99"), ("_own_state", lambda: (1, 2, 3)), ("find_spec", lambda _name: None)):
        with monkeypatch.context() as context:
            context.setattr(memory_module, name, value)
            assert remembered(root).recall() is None
    assert remembered(root).recall() == ANSWER


def test_only_the_newest_answers_are_held(root: Path) -> None:
    for number in range(12):
        remembered(root, number=number).keep(ANSWER, Inputs())
    assert len(list((root / ".audit-cache").glob("*.answer"))) == 8
    assert remembered(root, number=11).recall() == ANSWER


def test_a_folder_that_cannot_be_written_is_no_failure(root: Path) -> None:
    (root / ".audit-cache").write_text("a file")
    remembered(root).keep(ANSWER, Inputs())
    assert remembered(root).recall() is None


_TRACED = """
import os, sys
opened = []
sys.addaudithook(lambda event, given: opened.append(given[0]) if event in ("open", "os.scandir") else None)
from pathlib import Path
from django_opinionated_startapp.audit.run import AuditRequest, audit
from django_opinionated_startapp.conf import AuditConfig, load_config
from django_opinionated_startapp.audit.select import PROFILES, Request
root = Path.cwd().resolve()
config = load_config(root, None).audit
del opened[:]
done = audit(AuditRequest(root, config, profiles=PROFILES, cache=False))
known = {(root / path).as_posix() for path in done.inputs.stamps()}
for each in opened:
    path = Path(os.fsdecode(each)) if isinstance(each, (str, bytes, os.PathLike)) else Path()
    if path.is_relative_to(root) and path.as_posix() not in known:
        print(path)
"""


def test_all_that_a_run_opens_below_the_root_is_noted(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _TRACED], cwd=root, capture_output=True, text=True, check=False, timeout=300
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
