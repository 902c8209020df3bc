"""What ``--verify-with`` says: the alias or the URL of the server on which the scratch databases are made."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from ...errors import OpinionatedError, nearest
from .servers import vendor_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .servers import Settings

_ENGINES = {
    "postgres": "django.db.backends.postgresql",
    "postgresql": "django.db.backends.postgresql",
    "mysql": "django.db.backends.mysql",
    "mariadb": "django.db.backends.mysql",
    "sqlite": "django.db.backends.sqlite3",
}
_FORM = (
    "The form is postgres://user:password@host:port/, mysql://user:password@host:port/ or sqlite://, "
    "with %40 for @ and %2F for / in a password."
)


def server_settings(alias: str, configured: Mapping[str, Settings], verify_with: str) -> Settings:
    """Return the settings of the server that is to stand in for ``alias`` of the ``configured`` databases.

    ``verify_with`` is empty for the alias's own server, another alias, or a URL. Raise ``OpinionatedError`` if it is
    neither of these.
    """
    if not verify_with:
        return configured[alias]
    if "://" in verify_with:
        return _at_url(configured[alias], _parsed(verify_with))
    if verify_with not in configured:
        raise OpinionatedError(
            f"--verify-with: '{verify_with}' is neither a URL nor a database of the settings.",
            nearest(verify_with, configured),
        )
    return configured[verify_with]


def _parsed(url: str) -> SplitResult:
    """Return the parts of a URL that can be used; what is wrong is said without the password."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # it is only now that it is read
    except ValueError:
        raise OpinionatedError("--verify-with: the URL cannot be read.", _FORM) from None
    if parts.scheme not in _ENGINES:
        raise OpinionatedError(f"--verify-with: '{parts.scheme}' is no database.", nearest(parts.scheme, _ENGINES))
    if parts.path.strip("/") or parts.fragment:
        raise OpinionatedError("--verify-with: the URL is that of a server, not of one database or file.", _FORM)
    if parts.scheme == "sqlite" and (parts.netloc or parts.query):
        raise OpinionatedError("--verify-with: sqlite:// has no host and no options.", _FORM)
    return parts


def _at_url(settings: Settings, parts: SplitResult) -> Settings:
    place = {
        "ENGINE": _ENGINES[parts.scheme],
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
    }
    if vendor_of(place) == vendor_of(settings):
        place["ENGINE"] = settings["ENGINE"]  # it may be that of PostGIS
        return {**settings, **place}
    # Character sets and templates are said for another vendor, and so is a time zone.
    return {**settings, **place, "TIME_ZONE": None, "TEST": {**settings["TEST"], **_PLAIN}}


_PLAIN = {"CHARSET": None, "COLLATION": None, "TEMPLATE": None}
