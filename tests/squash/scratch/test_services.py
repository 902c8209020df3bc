"""Servers that the settings do not name themselves: a service or an option file of the driver does."""

import os
from pathlib import Path

import pytest
from django.db import connections

from django_opinionated_startapp.errors import OpinionatedError
from django_opinionated_startapp.squash.scratch import scratch
from tests.squash.databases import configured, project_database
from tests.squash.scratch.test_scratch import standing

NOWHERE = {"HOST": "", "PORT": "", "USER": "", "PASSWORD": "", "NAME": ""}


def service(folder: Path, monkeypatch: pytest.MonkeyPatch, *names: str) -> list[dict[str, object]]:
    """Return entries of ``DATABASES`` that each name a service; without it nothing is reached."""
    entry = project_database("postgresql", "x")
    place = f"host={entry['HOST']}\nport={entry['PORT']}\nuser={entry['USER']}\n"
    text = "".join(f"[{name}]\n{place}dbname=real_{name}\n" for name in names)
    (folder / "services").write_text(text, encoding="utf-8")
    (folder / "passwords").write_text(f"*:*:*:*:{entry['PASSWORD'] or 'none'}\n", encoding="utf-8")
    (folder / "passwords").chmod(0o600)
    monkeypatch.setenv("PGSERVICEFILE", str(folder / "services"))
    monkeypatch.setenv("PGHOST", str(folder / "nowhere"))
    options = {"passfile": str(folder / "passwords")}
    return [{**entry, **NOWHERE, "OPTIONS": {"service": name, **options}} for name in names]


def test_scratch_databases_are_made_where_the_service_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = service(tmp_path, monkeypatch, "one", "two")
    with configured(default=one, other=two):
        with scratch() as databases:
            assert databases.aliases == ("default", "other")
            with connections["default"].cursor() as cursor, connections["other"].cursor() as other:
                cursor.execute("SELECT current_database()")
                other.execute("SELECT current_database()")
                names = {cursor.fetchone()[0], other.fetchone()[0]}
            assert len(names) == 2
            databases.empty()
            assert connections["default"].introspection.table_names() == []
        assert connections.settings["default"]["OPTIONS"]["service"] == "one"
    monkeypatch.delenv("PGHOST")
    assert not names & standing("postgresql", os.getpid())


def test_a_service_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (entry,) = service(tmp_path, monkeypatch, "one")
    entry["OPTIONS"] = {"service": "three"}
    with configured(default=entry), pytest.raises(OpinionatedError) as caught, scratch():
        pass
    assert caught.value.message.startswith("No scratch database can be made on the service three: ")


def test_option_files_tell_databases_apart(tmp_path: Path) -> None:
    entry = project_database("mariadb", "")
    for name in ("one", "two"):
        (tmp_path / name).write_text("[client]\n", encoding="utf-8")
    files = [{**entry, "OPTIONS": {"read_default_file": str(tmp_path / name)}} for name in ("one", "two", "two")]
    with configured(default=files[0], other=files[1], third=files[2]), scratch() as databases:
        assert databases.aliases == ("default", "other")
