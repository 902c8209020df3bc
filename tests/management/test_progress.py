"""What people see who wait at a terminal for runs of migrations."""

import io
import re
from pathlib import Path

import pytest
from django.core.management import call_command

from django_opinionated_startapp.management import progress
from django_opinionated_startapp.management.commands.squashall import Command
from tests.squash.projects import copied, loaded


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_PATIENCE", -1.0)
    monkeypatch.setattr(progress, "_PAUSE", 0.0)


@pytest.mark.usefixtures("impatient")
def test_a_bar_counts_the_migrations_of_each_run_and_is_wiped_away(tmp_path: Path) -> None:
    out, err = io.StringIO(), Terminal()
    with loaded(copied("one_app", tmp_path)):
        call_command(Command(), "--dry-run", stdout=out, stderr=err, no_color=True)
    text = err.getvalue()
    assert "\r[" not in out.getvalue()
    run = text.partition("Running the history once")[2].partition("Importing what was written")[0]
    whole = re.findall(r"\] (\d+)/(\d+) migrations", run)
    assert [int(done) for done, _ in whole] == list(range(len(whole)))
    assert {int(of) for _, of in whole} == {len(whole)}
    # A line is never begun behind a bar: what was there is overwritten with spaces first.
    assert re.search(r"migrations\r {60}\rImporting what was written", text)
    assert "Migrating an empty database with the squashed migrations …\n\r[" in text


@pytest.mark.usefixtures("impatient")
def test_no_bar_without_a_word(tmp_path: Path) -> None:
    err = Terminal()
    with loaded(copied("one_app", tmp_path)):
        call_command(Command(), "--dry-run", stdout=io.StringIO(), stderr=err, verbosity=0)
    assert err.getvalue() == ""
