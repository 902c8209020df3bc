"""Patterns of packs are profiles: their own homes, and the rules of the pattern that they go on from."""

from pathlib import Path

import pytest

from django_opinionated_startapp.audit.names import is_profile, with_bases
from django_opinionated_startapp.audit.run import AuditRequest, audit
from django_opinionated_startapp.conf import AuditConfig
from django_opinionated_startapp.errors import OpinionatedError
from django_opinionated_startapp.pattern import PATTERNS
from tests.packs import install


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project with one app that breaks a rule of OEP-49."""
    (tmp_path / "site").mkdir()
    install(tmp_path / "site")
    monkeypatch.syspath_prepend(tmp_path / "site")
    PATTERNS.forget()
    files = {
        "manage.py": "",
        "orders/__init__.py": '"""Orders."""\n',
        "orders/models.py": "",
        "orders/mail.py": "from celery import shared_task\n\n\n@shared_task\ndef send():\n    pass\n",
    }
    for name, text in files.items():
        path = tmp_path / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "project"


def rules_that_find(root: Path, config: AuditConfig, *profiles: str) -> set[str]:
    return {each.rule for each in audit(AuditRequest(root, config, profiles=profiles, cache=False)).report.findings}


def test_the_base_of_a_pack_holds_too(root: Path) -> None:
    assert "misplaced-task" not in rules_that_find(root, AuditConfig())
    assert "misplaced-task" in rules_that_find(root, AuditConfig(), "acme")
    assert "misplaced-task" in rules_that_find(root, AuditConfig(profiles={"orders": ("acme",)}))


def test_names(root: Path) -> None:
    assert root.is_dir()
    assert with_bases({"default", "acme"}) == {"default", "acme", "oep49"}
    assert with_bases({"unheard"}) == {"unheard"}
    assert [name for name in ("acme", "strict", "acne") if is_profile(name)] == ["acme", "strict"]
    with pytest.raises(OpinionatedError, match="there is no profile 'acne'"):
        rules_that_find(root, AuditConfig(profiles={"orders": ("acne",)}))
