"""The first configuration: what it says about apps, and where it is written."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from django_opinionated_startapp.audit.init import first_configuration
from django_opinionated_startapp.audit.select import make_selection
from django_opinionated_startapp.conf import load_config
from django_opinionated_startapp.errors import OpinionatedError

from .samples import RULES
from .trees import read_project, write_tree

SETTINGS = "from pathlib import Path\nINSTALLED_APPS = ['orders', 'billing', 'people', 'plain', 'rest']\n"
APPS = {
    "manage.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'config.settings')\n",
    "config/__init__.py": "",
    "config/settings.py": SETTINGS,
    **{f"{app}/__init__.py": "" for app in ("orders", "billing", "people", "plain", "rest")},
    **{f"{app}/models.py": "" for app in ("orders", "billing", "people", "plain", "rest")},
    "orders/api.py": "",
    "orders/data.py": "",
    "billing/services.py": "",
    "billing/selectors.py": "",
    "people/domain/__init__.py": "",
    "people/domain/mutations/__init__.py": "",
    "people/domain/mutations/add.py": "",
    "people/domain/queries/__init__.py": "",
    "people/domain/queries/find.py": "",
    "plain/services.py": "",
    "rest/api.py": "",
}
TABLE = """\
[tool.opinionated_startapp.audit]
# Findings of this level or a higher one make the audit fail: error, warning or info.
fail_level = "warning"
# The folder of the baselines, one file for each app: manage.py auditapps --write-baseline.
baseline = ".audit-baseline"

[tool.opinionated_startapp.audit.profiles]
# What an app is held to besides `default`: what its files look like.
billing = ["services"]
orders = ["oep49"]
people = ["domain"]
"""


def initialised(root: Path, tree: Mapping[str, str | bytes]) -> bytes:
    """Write the first configuration of a project with these files, and return its pyproject.toml."""
    first_configuration(read_project(write_tree(root.resolve(), tree))).apply()
    return (root / "pyproject.toml").read_bytes()


def test_apps_get_the_profiles_that_their_files_look_like(tmp_path: Path) -> None:
    assert initialised(tmp_path, APPS).decode() == TABLE


def test_what_is_written_can_be_read(tmp_path: Path) -> None:
    initialised(tmp_path, APPS)
    selection = make_selection(RULES, load_config(tmp_path, None).audit)
    assert selection.profiles("orders", "orders") == {"default", "oep49"}
    assert selection.profiles("plain", "plain") == {"default"}


def test_a_project_of_plain_apps_gets_no_profiles(tmp_path: Path) -> None:
    tree = {"plain/__init__.py": "", "plain/models.py": "", "shop/__init__.py": "", "shop/models.py": ""}
    assert initialised(tmp_path, tree).decode() == TABLE.partition("\n[tool.opinionated_startapp.audit.profiles]")[0]


def test_a_label_that_is_no_bare_key_is_quoted(tmp_path: Path) -> None:
    tree = {"kühe/__init__.py": "", "kühe/models.py": "", "kühe/api.py": "", "kühe/data.py": ""}
    assert initialised(tmp_path, tree).decode().endswith('\n"kühe" = ["oep49"]\n')
    assert load_config(tmp_path, None).audit.profiles == {"kühe": ("oep49",)}


@pytest.mark.parametrize(
    ("before", "gap"),
    [
        (b"", b""),
        (b"[project]\nname = 'x' # kept\n", b"\n"),
        (b"[project]\nname = 'x'", b"\n\n"),
        (b"[tool.opinionated_startapp]\npattern = 'oep49'\n", b"\n"),
    ],
)
def test_what_stands_in_the_file_stays(tmp_path: Path, before: bytes, gap: bytes) -> None:
    assert initialised(tmp_path, {**APPS, "pyproject.toml": before}) == before + gap + TABLE.encode()


def test_the_ends_of_lines_are_those_of_the_file(tmp_path: Path) -> None:
    after = initialised(tmp_path, {**APPS, "pyproject.toml": b"[project]\r\nname = 'x'\r\n"})
    assert after.count(b"\n") == after.count(b"\r\n")


def test_the_file_may_be_above_the_project(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("", encoding="utf-8")
    project = read_project(write_tree(tmp_path.resolve() / "backend", APPS))
    first_configuration(project).apply()
    assert (tmp_path / "pyproject.toml").read_text(encoding="utf-8") == TABLE


@pytest.mark.parametrize(
    "before",
    [
        "[tool.opinionated_startapp.audit]\nfail_level = 'error'\n",
        "[tool]\nopinionated_startapp.audit.fail_level = 'error'\n",
        "[tool.opinionated_startapp]\naudit = { fail_level = 'error' }\n",
    ],
)
def test_a_table_that_is_there_is_not_touched(tmp_path: Path, before: str) -> None:
    with pytest.raises(OpinionatedError) as caught:
        initialised(tmp_path, {**APPS, "pyproject.toml": before})
    path = tmp_path.resolve() / "pyproject.toml"
    assert caught.value.message == f"{path} has a table [tool.opinionated_startapp.audit] already."


@pytest.mark.parametrize(
    "before",
    [
        "[tool]\nopinionated_startapp = { pattern = 'oep49' }\n",
        "[tool.opinionated_startapp.audit]\n",
        "tool = 1\n",
        "[[tool]]\nx = 1\n",
    ],
)
def test_a_table_that_cannot_be_appended_to_is_shown(tmp_path: Path, before: str) -> None:
    with pytest.raises(OpinionatedError) as caught:
        initialised(tmp_path, {**APPS, "pyproject.toml": before})
    path = tmp_path.resolve() / "pyproject.toml"
    assert caught.value.message == f"{path} takes no table [tool.opinionated_startapp.audit] at its end."
    assert caught.value.hint == f"Add it by hand:\n{TABLE}"
