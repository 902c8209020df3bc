"""Each parser on its own: whatever it is given, it returns a value or raises ``OpinionatedError``."""

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from django_opinionated_startapp.audit.comments import read_comments
from django_opinionated_startapp.audit.facts.extract import extract
from django_opinionated_startapp.audit.facts.scan import scan
from django_opinionated_startapp.conf import load_config
from django_opinionated_startapp.errors import OpinionatedError
from django_opinionated_startapp.pattern import BUILTIN
from django_opinionated_startapp.pattern.pack_file import read_pattern
from django_opinionated_startapp.scaffold.fields import parse_models
from django_opinionated_startapp.scaffold.manifest import dump, parse
from django_opinionated_startapp.scaffold.merge import merge
from django_opinionated_startapp.scaffold.ready import CHECKS, HANDLERS, ConfigClass, load_in_ready, take_back_ready
from django_opinionated_startapp.scaffold.wire import (
    Addition,
    AppEntry,
    SourceFile,
    add_installed_apps,
    add_url_include,
    take_back,
)
from django_opinionated_startapp.squash.edit import edited
from tests.scaffold.test_manifest import PLAIN
from tests.scaffold.test_render import ENVIRONMENT

from .documents import VALUES, documents

EXAMPLES = int(os.environ.get("DOS_EXAMPLES", "25"))
few = settings(max_examples=EXAMPLES)
PATH = Path("/project/config/settings.py")
SETTINGS = b"""import os
BASE = ["django.contrib.admin"]
INSTALLED_APPS = [
    *BASE,
    "orders.apps.OrdersConfig",  # mine
] + (["debug"] if os.environ.get("X") else [])
INSTALLED_APPS += ("bills",)
"""
URLS = b"""from django.urls import include, path, re_path

api = [path("orders/", include("orders.urls"))]
urlpatterns = [
    path("admin/", "x"),
    path("api/", include((api, "api"), namespace="api")),
    re_path(r"^x/(?P<pk>[0-9]+)/$", "y"),
]
"""
READY = b"""from importlib import import_module

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "orders"

    def ready(self):
        import_module(f"{self.name}.signals.handlers")
"""
MIGRATION = b"""from django.db import migrations


class Migration(migrations.Migration):
    replaces = [("shop", "0001_a")]
    dependencies = [("shop", "0002_price"), ("auth", "0001")]
    operations = []
"""
SPEC = b"Order title:str:30 total:decimal:10:2:min=0 owner:user lines:m2m:shop.Line state:choice:new,paid"
PACK = b"""name = "acme"
summary = "x"
source = "y"
base = "oep49"
leave_out = ["tasks"]

[[components]]
name = "mails"
summary = "x"
homes = { model = ["mails.py"] }
needs = ["data"]

[[options]]
name = "tone"
summary = "x"
values = ["kind", "stern"]

[[files]]
target = "mails_{model}.py"
components = ["mails"]
when = { tone = "kind" }
"""
TOML = b"""[tool.black]
line-length = 88

[tool.opinionated_startapp]
pattern = "oep49"
components = ["data"]
line-length = 100
api_prefix = "api/{label}/"

[tool.opinionated_startapp.audit]
ignore = ["MO001"]
layers = [["a"], ["b", "c"]]
profiles = { "orders" = ["strict"] }
thresholds = { too-many-views = { most = 3 } }
"""


def source_file(content: bytes) -> Any:  # noqa: ANN401 - the function that finds it
    file = SourceFile(PATH, content)
    return lambda name: file if name == "config.settings" else None


@few
@given(documents(SETTINGS))
@example(b"INSTALLED_APPS = ['a'] + a" + b".b" * 900)
@example(b"INSTALLED_APPS = " + b"1+" * 10_000 + b"1")
def test_settings_are_edited_or_refused(content: bytes) -> None:
    with suppress(OpinionatedError):
        add_installed_apps(
            "config.settings", [AppEntry("apps.orders")], find=source_file(content), root=PATH.parent.parent
        )


@few
@given(documents(URLS))
@example(b"urlpatterns = a" + b".b" * 900)
def test_a_urlconf_is_edited_or_refused(content: bytes) -> None:
    with suppress(OpinionatedError):
        add_url_include(
            "config.settings", route="api/x/", module="apps.x.urls", find=source_file(content), root=PATH.parent.parent
        )


@few
@given(documents(SETTINGS))
def test_lines_are_taken_back_or_left(content: bytes) -> None:
    wanted = [
        Addition("app", '"orders.apps.OrdersConfig"', "orders"),
        Addition("import", "import os", "os"),
        Addition("statement", "X = 1", "x"),
        Addition("url", 'path("", include("x"))', "x"),
    ]
    with suppress(OpinionatedError):
        take_back(SourceFile(PATH, content), wanted)


@few
@given(documents(READY))
@example(READY.replace(b"        import_module", b"        if True:\n            import_module"))
@example(b"\r\n#\n\n\nclass OrdersConfig(A):\n     n")  # ends of lines of both kinds
@example(b"class OrdersConfig(A\n ):   name = 'orders'\n")  # a body on the line of its head
@example(b"# coding: no-such\n")
@example(b"class (:\n")
@example(b"\xff\n")
def test_an_app_config_is_edited_or_refused(content: bytes) -> None:
    config = ConfigClass(PATH, "OrdersConfig")
    for modules in ((CHECKS,), (CHECKS, HANDLERS)):
        with suppress(OpinionatedError):
            load_in_ready(config, content, modules)
        with suppress(OpinionatedError):
            take_back_ready(content, modules)


@few
@given(documents(URLS), documents(URLS), st.sampled_from(["a.py", "a.toml", "a.json", "a.html"]))
@example(b"x = " + b"-" * 10_000 + b"1", b"y = 1", "a.py")
def test_any_two_versions_can_be_merged(mine: bytes, theirs: bytes, path: str) -> None:
    base, one, other = (each.decode("utf-8", "replace") for each in (URLS, mine, theirs))
    merge(path, base, one, other)


@few
@given(documents(MIGRATION))
def test_what_is_no_migration_is_told_as_python_does(content: bytes) -> None:
    names = {("shop", "0002_price"): ("shop", "0001_all")}
    # Only what Python has imported is edited, so that is all that it may say.
    with suppress(SyntaxError, ValueError, RecursionError, MemoryError):
        compile(content, "x", "exec", dont_inherit=True)
        edited(content, ("a", "0001"), names, squashed=True)


@few
@given(
    st.lists(
        st.one_of(st.text(max_size=40), documents(SPEC).map(lambda each: each.decode(errors="replace"))), max_size=3
    )
)
def test_models_are_described_or_refused(specs: list[str]) -> None:
    with suppress(OpinionatedError):
        parse_models(specs, app="orders", label="orders", environment=ENVIRONMENT)


@few
@given(documents(dump(PLAIN)))
def test_a_manifest_is_read_or_refused(content: bytes) -> None:
    with suppress(OpinionatedError):
        parse(content, PATH)


@few
@given(st.sampled_from(sorted(json.loads(dump(PLAIN)))), VALUES)
def test_a_manifest_with_another_value_is_read_or_refused(key: str, value: object) -> None:
    document = json.loads(dump(PLAIN))
    with suppress(OpinionatedError):
        parse(json.dumps({**document, key: value}).encode(errors="surrogatepass"), PATH)
    for name in ("files", "wiring"):
        rows = [{**document[name][0], inner: value} for inner in document[name][0]]
        for row in rows:
            with suppress(OpinionatedError):
                parse(json.dumps({**document, name: [row]}).encode(), PATH)


@few
@given(documents(PACK))
@example(b"name = " + b"[" * 3000 + b"]" * 3000)
@example(b"name = " + b"9" * 5000)
@example(b'[[files]]\ntarget = "../../x.py"\n')
def test_a_pack_is_read_or_refused(content: bytes) -> None:
    with suppress(OpinionatedError):
        read_pattern(content.decode(errors="replace"), PATH, BUILTIN)


@few
@given(content=documents(TOML))
@example(content=b"x = " + b"[" * 3000 + b"]" * 3000)
@example(content=b"[tool.opinionated_startapp]\nline_length = " + b"9" * 5000)
def test_a_configuration_is_read_or_refused(content: bytes, folder: Path) -> None:
    (folder / "pyproject.toml").write_bytes(content)
    with suppress(OpinionatedError):
        load_config(folder, None)


KEYS = ["pattern", "components", "line_length", "templates", "api_prefix", "api_version", "common", "audit", "x"]
AUDIT_KEYS = [
    "profiles",
    "select",
    "severity",
    "thresholds",
    "baseline",
    "cache",
    "layers",
    "rules",
    "checks",
    "exclude",
]


@few
@given(key=st.sampled_from(KEYS), inner=st.sampled_from(AUDIT_KEYS), value=VALUES)
def test_a_django_setting_is_read_or_refused(key: str, inner: str, value: object, folder: Path) -> None:
    (folder / "pyproject.toml").write_bytes(b"")
    for setting in (value, {key: value}, {"audit": {inner: value}}, {"audit": {inner: {"x": value}}}):
        with suppress(OpinionatedError):
            load_config(folder, setting)


@few
@given(documents(READY + b"# audit: ignore[x, y] because until 2027-01-01\n"))
@example(b"if x:\n `  " + b":" * 110 + b"nor\xf6_modul\r\xc3\xdf\xdd\x93rde\n# audit: ignog[x]\n")
@example(READY + b"# audit: ignore[x]\0x\n")  # from Python 3.12 on the tokeniser yields that with an exception set
def test_facts_and_comments_come_from_anything(content: bytes) -> None:
    for reader in (extract, scan):
        outline, body = reader(content, "orders.apps", is_package=False)
        json.dumps([outline, body])
    read_comments(content.decode(errors="replace"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("conf")
