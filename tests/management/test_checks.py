"""The audit as a system check."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.apps import AppConfig, apps
from django.core import checks
from django.core.checks.registry import registry
from django.test import override_settings

from django_opinionated_startapp.audit.rules.migrations.squash_due import SquashDue
from django_opinionated_startapp.management.checks import TAG, register_checks
from tests.audit.trees import write_tree

TREE = {
    "pyproject.toml": "[tool.opinionated_startapp.audit]\nchecks = true\n",
    "orders/__init__.py": "",
    "orders/models.py": "",
    "orders/apps.py": "from django.apps import AppConfig\nclass C(AppConfig):\n    name = 'order'\n",
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    before = set(registry.registered_checks)
    monkeypatch.chdir(write_tree(tmp_path.resolve(), TREE))
    yield tmp_path.resolve()
    registry.registered_checks.clear()
    registry.registered_checks.update(before)


def run(app_configs: list[AppConfig] | None = None) -> list[checks.CheckMessage]:
    return list(checks.run_checks(app_configs=app_configs, tags=[TAG]))


def test_a_finding_is_a_message_with_its_level_hint_place_and_id(project: Path) -> None:
    register_checks()
    found = {each.id: each for each in run()}
    message = found["patterns.AC002"]
    assert message.level == checks.ERROR
    assert message.msg == "C.name is 'order', but the package is 'orders'."
    assert message.hint == 'Set name = "orders".'
    assert message.obj == "orders/apps.py:3:5"
    assert str(message).startswith("orders/apps.py:3:5: (patterns.AC002)")
    assert project


def test_the_check_may_be_about_some_apps(project: Path) -> None:
    register_checks()
    assert run(app_configs=[apps.get_app_config("auth")]) == []
    assert project


def test_it_is_off_by_default(project: Path) -> None:
    (project / "pyproject.toml").unlink()
    register_checks()
    assert not checks.tag_exists(TAG)


@override_settings(OPINIONATED_STARTAPP={"audit": {"checks": False}})
def test_the_setting_goes_before_the_file(project: Path) -> None:
    register_checks()
    assert not checks.tag_exists(TAG)
    assert project


def test_a_configuration_that_cannot_be_read_is_a_message_and_django_starts(project: Path) -> None:
    write_tree(project, {"pyproject.toml": "[tool.opinionated_startapp.audit]\ncheks = true\n"})
    register_checks()
    (message,) = run()
    assert (message.level, message.id, message.hint) == (
        checks.ERROR,
        "patterns.configuration",
        "Did you mean checks?",
    )


def test_a_configuration_that_names_what_is_not_there_is_a_message(project: Path) -> None:
    write_tree(project, {"pyproject.toml": TREE["pyproject.toml"] + 'select = ["AC999"]\n'})
    register_checks()
    (message,) = run()
    assert message.id == "patterns.configuration"


def test_a_rule_that_crashes_is_a_message(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> Callable[[], None]:
        raise LookupError("oh")

    monkeypatch.setattr(SquashDue, "check_app", crash)
    register_checks()
    failures = [each for each in run() if each.id == "patterns.failure"]
    assert [(each.msg, each.obj) for each in failures] == [("The rule squash-due failed: LookupError: oh", "orders")]
    assert project
