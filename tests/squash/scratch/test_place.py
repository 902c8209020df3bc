"""What may be said with ``--verify-with``."""

from pathlib import Path
from typing import Any

import pytest
from django.db.utils import ConnectionHandler

from django_opinionated_startapp.errors import OpinionatedError
from django_opinionated_startapp.squash.scratch.place import server_settings
from django_opinionated_startapp.squash.scratch.servers import server_for, vendor_of
from tests.squash.databases import project_database

CONFIGURED: dict[str, Any] = ConnectionHandler(
    {
        "default": {
            "ENGINE": "tests.squash.scratch.engine",
            "NAME": "shop",
            "OPTIONS": {"timeout": 5},
            "TIME_ZONE": "Europe/London",
            "TEST": {"CHARSET": "utf8", "TEMPLATE": "template_shop"},
        },
        "spare": {"ENGINE": "django.db.backends.sqlite3", "NAME": "spare"},
    }
).settings
FORM = "The form is postgres://user:password@host:port/, mysql://user:password@host:port/ or sqlite://, with %40 for @"


def test_nothing_said_is_the_server_of_the_alias() -> None:
    assert server_settings("default", CONFIGURED, "") is CONFIGURED["default"]


def test_an_alias_is_its_server() -> None:
    assert server_settings("default", CONFIGURED, "spare") is CONFIGURED["spare"]


def test_a_url_is_taken_apart() -> None:
    project_database("postgresql", "x")
    settings = server_settings("default", CONFIGURED, "postgres://me:p%40ss%2F@db.example:5433/?sslmode=require&a=%20")
    assert {key: settings[key] for key in ("ENGINE", "HOST", "PORT", "USER", "PASSWORD", "OPTIONS", "TIME_ZONE")} == {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": "db.example",
        "PORT": "5433",
        "USER": "me",
        "PASSWORD": "p@ss/",
        "OPTIONS": {"sslmode": "require", "a": " "},
        "TIME_ZONE": None,
    }
    assert (settings["TEST"]["CHARSET"], settings["TEST"]["TEMPLATE"]) == (None, None)
    assert CONFIGURED["default"]["TEST"]["CHARSET"] == "utf8"


@pytest.mark.parametrize(
    ("scheme", "vendor"), [("postgresql", "postgresql"), ("mysql", "mysql"), ("mariadb", "mysql")]
)
def test_a_vendor_may_have_two_names(scheme: str, vendor: str) -> None:
    project_database("mariadb" if vendor == "mysql" else vendor, "x")
    assert vendor_of(server_settings("spare", CONFIGURED, f"{scheme}://host")) == vendor


def test_the_same_vendor_keeps_the_engine_of_the_project_and_what_is_said_of_it() -> None:
    settings = server_settings("default", CONFIGURED, "sqlite://")
    assert settings["ENGINE"] == "tests.squash.scratch.engine"
    assert settings["TEST"]["CHARSET"] == "utf8"
    assert settings["TIME_ZONE"] == "Europe/London"


@pytest.mark.parametrize(
    ("said", "message", "hint"),
    [
        ("spaer", "'spaer' is neither a URL nor a database of the settings.", "Did you mean spare?"),
        ("postgre://host/", "'postgre' is no database.", "Did you mean postgres?"),
        ("postgres://host/shop", "the URL is that of a server, not of one database or file.", FORM),
        ("postgres://host/#x", "the URL is that of a server, not of one database or file.", FORM),
        ("sqlite:///shop.sqlite3", "the URL is that of a server, not of one database or file.", FORM),
        ("sqlite://shop.sqlite3", "sqlite:// has no host and no options.", FORM),
        ("sqlite://?mode=ro", "sqlite:// has no host and no options.", FORM),
        ("postgres://me:se/cret@host/", "the URL cannot be read.", FORM),
        ("postgres://host:port/", "the URL cannot be read.", FORM),
        ("postgres://host:99999/", "the URL cannot be read.", FORM),
        ("postgres://[host/", "the URL cannot be read.", FORM),
    ],
)
def test_what_cannot_be_used_is_refused(said: str, message: str, hint: str) -> None:
    with pytest.raises(OpinionatedError) as caught:
        server_settings("default", CONFIGURED, said)
    assert caught.value.message == f"--verify-with: {message}"
    assert caught.value.hint.startswith(hint)
    assert "cret" not in str(caught.value)


def test_a_pool_is_not_used(tmp_path: Path) -> None:
    entry = {
        **CONFIGURED["spare"],
        **project_database("postgresql", "x"),
        "OPTIONS": {"pool": True, "sslmode": "prefer"},
    }
    assert server_for(entry, tmp_path).settings_of("name")["OPTIONS"] == {"sslmode": "prefer"}


def test_passwords_are_not_shown(tmp_path: Path) -> None:
    entry = {**CONFIGURED["spare"], **project_database("postgresql", "x"), "PASSWORD": "hunter2"}
    assert "hunter2" not in repr(server_for(entry, tmp_path))
