"""What ``--init`` proposes: ranks and applets, as comments that can be taken at their word."""

import re
from pathlib import Path

from django_opinionated_startapp.audit.finding import Severity
from django_opinionated_startapp.audit.init import first_configuration
from django_opinionated_startapp.audit.project import Project
from django_opinionated_startapp.audit.proposals import possible_applets, proposals
from django_opinionated_startapp.audit.run import AuditRequest, audit
from django_opinionated_startapp.conf import load_config
from tests.audit.reports.conftest import SHOP, shop

from .trees import read_project, write_tree

__all__ = ["shop"]
NESTED = {
    "content/__init__.py": "",
    "content/models.py": "",
    **{f"content/{name}/__init__.py": "" for name in ("units", "media", "pages", "rest", "tests", "plain", "base")},
    "content/units/models.py": "from django.db import models\nclass Unit(models.Model): ...\n",
    "content/media/models/__init__.py": "",
    "content/media/models/file.py": "from django.db import models\nclass File(models.Model): ...\n",
    "content/pages/api.py": "def get_page(): ...\n",
    "content/rest/api.py": "from rest_framework.views import APIView\n",
    "content/tests/api.py": "def get_page(): ...\n",
    "content/plain/things.py": "",
    "content/base/models.py": "import django.db.models as m\nclass B(m.Model):\n    class Meta: abstract = True\n",
}
PROPOSED = """\
# Ranks that hold today, the highest first: nobody uses a higher one. Take out what is chance.
# layers = [
#   ["billing", "goods", "orders"],
#   ["people"],
# ]
# Ranks that would hold without the edges that `auditapps --report cuts` names:
# layers = [
#   ["billing"],
#   ["orders"],
#   ["goods", "people"],
# ]
"""


def test_ranks_hold_cycles_together_and_come_without_cuts_too(shop: Project) -> None:
    found = "".join(f"{line}\n" for line in proposals(shop))
    assert found == PROPOSED


def test_a_project_without_edges_gets_no_ranks(tmp_path: Path) -> None:
    tree = {"a/__init__.py": "", "a/models.py": "", "b/__init__.py": "", "b/models.py": ""}
    assert list(proposals(read_project(write_tree(tmp_path.resolve(), tree)))) == []


def test_packages_with_models_or_a_python_api_could_be_applets(tmp_path: Path) -> None:
    project = read_project(write_tree(tmp_path.resolve(), NESTED))
    assert list(possible_applets(project)) == ["content.media", "content.pages", "content.units"]
    assert list(proposals(project)) == [
        "# Packages inside apps that have models or a Python API of their own; as applets they count as apps.",
        '# applets = ["content.media", "content.pages", "content.units"]',
    ]


def test_what_is_written_brings_no_error_and_neither_do_the_ranks_of_today(tmp_path: Path) -> None:
    root = write_tree(tmp_path.resolve(), {**SHOP, **NESTED})
    settings = root / "config" / "settings.py"
    settings.write_text(settings.read_text(encoding="utf-8").replace('"lonely"]', '"content"]'), encoding="utf-8")
    before = _errors(root)
    first_configuration(read_project(root)).apply()
    assert _errors(root) == before
    path = root / "pyproject.toml"
    text = path.read_text(encoding="utf-8")
    first, second = re.findall(r"# layers = \[\n(?:#   .*\n)+# \]\n", text)
    assert second
    for proposal in (first, next(line for line in text.splitlines() if line.startswith("# applets"))):
        text = text.replace(proposal, re.sub(r"^# ", "", proposal, flags=re.MULTILINE), 1)
    path.write_text(text, encoding="utf-8")
    assert load_config(root, None).audit.layers
    assert load_config(root, None).audit.applets
    assert _errors(root) == before


def _errors(root: Path) -> list[tuple[str, str]]:
    report = audit(AuditRequest(root, load_config(root, None).audit, cache=False)).report
    return [(each.rule, each.place.path) for each in report.findings if each.severity is Severity.ERROR]
