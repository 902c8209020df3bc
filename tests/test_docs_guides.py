"""The guides: their commands, on a project as old as those that they are about."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from .audit.trees import write_tree
from .test_docs_auditapps import played
from .test_readme import install

DOCS = Path(__file__).parent.parent / "docs"
BLOCK = re.compile("```console\n(.*?)```", re.DOTALL)
# A monolith in small: apps that use each other's models, and a setting of AppConfigs that Django has forgotten.
MONOLITH = {
    "orders/__init__.py": "default_app_config = 'orders.apps.OrdersConfig'\n",
    "orders/models.py": """
        from django.db import models

        class Order(models.Model):
            invoice = models.ForeignKey("billing.Invoice", models.CASCADE)
    """,
    "orders/migrations/__init__.py": "",
    "orders/views.py": """
        from billing.models import Invoice

        def settle(request):
            Invoice.objects.update(paid=True)
    """,
    "billing/__init__.py": "",
    "billing/models.py": """
        from django.db import models

        class Invoice(models.Model):
            paid = models.BooleanField(default=False)
    """,
    "billing/migrations/__init__.py": "",
    "billing/tasks.py": """
        from orders.models import Order

        def remind():
            return Order.objects.count()
    """,
}


def commands(page: str) -> list[str]:
    """Return the lines of a page that are for a shell."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return [line for block in BLOCK.findall(text) for line in block.splitlines()]


@pytest.fixture
def monolith(tmp_path: Path) -> Path:
    subprocess.run([sys.executable, "-m", "django", "startproject", "config", "."], cwd=tmp_path, check=True)
    install(tmp_path)
    settings = tmp_path / "config" / "settings.py"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("INSTALLED_APPS = [", "INSTALLED_APPS = ['orders', 'billing',"), encoding="utf-8")
    write_tree(tmp_path, MONOLITH)
    return tmp_path


def test_an_old_project_adopts_the_audit(monolith: Path) -> None:
    lines = commands("legacy.md")
    assert len(lines) > 8
    results = {line: (code, output) for line, code, output in played(monolith, [(line, {}) for line in lines])}
    assert "foreign-model-query" in results["python -m django_opinionated_startapp auditapps --statistics"][1]
    assert results["./manage.py auditapps"][0] == 0, results
    assert "billing" in results["./manage.py auditapps --report cuts"][1]
    assert "-default_app_config" in results["./manage.py auditapps --diff"][1]
    assert (monolith / "orders/__init__.py").read_text(encoding="utf-8") == ""
    assert {code for code, _ in results.values()} <= {0, 1}


def test_an_app_of_open_edx_is_made_and_audited(monolith: Path) -> None:
    lines = commands("openedx.md")
    # Each in a process of its own, as the first changes the settings.
    (_, code, output), (audited, found, findings) = (next(played(monolith, [(line, {})])) for line in lines)
    assert code == 0, output
    assert (monolith / "apps/enrollments/rest_api/v1/views.py").is_file()
    assert found == 0, f"{audited}\n{findings}"
