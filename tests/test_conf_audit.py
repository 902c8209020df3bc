"""The choices for the audit: how each is read, which goes before which, and what is said about a wrong one."""

from dataclasses import fields
from pathlib import Path
from textwrap import dedent
from typing import get_args, get_origin, get_type_hints

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from django_opinionated_startapp.conf import AuditConfig, load_config
from django_opinionated_startapp.conf.values import READERS
from django_opinionated_startapp.errors import OpinionatedError

from .test_conf import values

SETTING = "Django setting OPINIONATED_STARTAPP"
OPTIONS = [option for option in fields(AuditConfig) if option.metadata]


def write(folder: Path, toml: str) -> Path:
    """Write a pyproject.toml with ``toml`` in the table of the audit, and return its path."""
    path = folder / "pyproject.toml"
    path.write_text(f"[tool.opinionated_startapp.audit]\n{dedent(toml)}", encoding="utf-8")
    return path


def refusal(root: Path, setting: object = None) -> tuple[str, str]:
    """Return message and hint of the error that loading ends with."""
    with pytest.raises(OpinionatedError) as caught:
        load_config(root, setting)
    return caught.value.message, caught.value.hint


def test_without_any_choice_the_defaults_hold(tmp_path: Path) -> None:
    write(tmp_path, "")
    assert load_config(tmp_path, None).audit == AuditConfig()


def test_every_option_can_be_chosen(tmp_path: Path) -> None:
    write(
        tmp_path,
        """
        select = ["boundaries", "SG001"]
        extend-select = ["strict"]
        ignore = ["info"]
        fail-level = "error"
        baseline = "config/baseline"
        strict_apps = ["orders", "shop.*"]
        rules = ["shop.rules"]
        settings = ["config.settings.production"]
        exclude = ["legacy/**", "*_pb2.py"]
        applets = ["content.applets.*"]
        layers = ["web", ["orders", "billing"], "core"]
        shared = ["lib"]
        testing_kits = ["shop.testing"]
        data_libraries = ["attrs"]
        cache = "/var/cache/audit"
        checks = true

        [tool.opinionated_startapp.audit.profiles]
        "*" = ["services"]
        orders = ["oep49", "strict"]

        [tool.opinionated_startapp.audit.severity]
        squash-due = "warning"

        [tool.opinionated_startapp.audit.thresholds]
        squash-due.max_migrations = 100
        too-many-models = { warning = 30, info = 12.5 }

        [tool.opinionated_startapp.audit.per-path-ignores]
        "*/legacy/*" = ["boundaries"]

        [tool.opinionated_startapp.audit.facades]
        orders = ["models_api"]

        [tool.opinionated_startapp.audit.sdks]
        stripe = ["billing.infrastructure"]
        """,
    )
    assert load_config(tmp_path, None).audit == AuditConfig(
        profiles={"*": ("services",), "orders": ("oep49", "strict")},
        select=("boundaries", "SG001"),
        extend_select=("strict",),
        ignore=("info",),
        severity={"squash-due": "warning"},
        thresholds={"squash-due": {"max_migrations": 100}, "too-many-models": {"warning": 30, "info": 12.5}},
        per_path_ignores={"*/legacy/*": ("boundaries",)},
        fail_level="error",
        baseline="config/baseline",
        strict_apps=("orders", "shop.*"),
        rules=("shop.rules",),
        settings=("config.settings.production",),
        exclude=("legacy/**", "*_pb2.py"),
        applets=("content.applets.*",),
        layers=(("web",), ("orders", "billing"), ("core",)),
        facades={"orders": ("models_api",)},
        shared=("lib",),
        testing_kits=("shop.testing",),
        sdks={"stripe": ("billing.infrastructure",)},
        data_libraries=("attrs",),
        cache="/var/cache/audit",
        checks=True,
    )


def test_the_setting_goes_before_pyproject_option_by_option(tmp_path: Path) -> None:
    write(tmp_path, "ignore = ['info']\nprofiles = { a = ['oep49'], b = ['strict'] }\n")
    setting = {"audit": {"profiles": {"a": ("services",)}, "layers": ("a", ("b", "c"))}}
    assert load_config(tmp_path, setting).audit == AuditConfig(
        ignore=("info",), profiles={"a": ("services",)}, layers=(("a",), ("b", "c"))
    )


def test_the_other_choices_stay_what_they_are(tmp_path: Path) -> None:
    write(tmp_path, "[tool.opinionated_startapp]\napi_version = 'v2'\n")
    assert load_config(tmp_path, {"audit": {"checks": True}}).api_version == "v2"


@pytest.mark.parametrize(
    ("toml", "line", "message", "hint"),
    [
        ("slect = []", 2, "[tool.opinionated_startapp.audit] has no key 'slect'.", "Did you mean select?"),
        ("\nselect = 'BD'", 3, "select must be a list of strings, not str.", ""),
        ("select = [1]", 2, "select must be a list of strings, not list.", ""),
        ("fail_level = 1", 2, "fail_level must be a string, not int.", ""),
        ("checks = 1", 2, "checks must be true or false, not int.", ""),
        ("layers = 'a'", 2, "layers must be a list of strings and lists of strings, not str.", ""),
        ("layers = ['a', 1]", 2, "layers must be a list of strings and lists of strings, not list.", ""),
        ("profiles = ['a']", 2, "profiles must be a table, not list.", ""),
        ("profiles.a = 'b'", 2, "profiles.a must be a list of strings, not str.", ""),
        (
            "select = []\n[tool.opinionated_startapp.audit.severity]\na = 'b'\nc = 1",
            5,
            "severity.c must be a string, not int.",
            "",
        ),
        ("thresholds.a = 1", 2, "thresholds.a must be a table, not int.", ""),
        ("thresholds.a.b = true", 2, "thresholds.a.b must be a number, not bool.", ""),
        ("thresholds.a.b = '1'", 2, "thresholds.a.b must be a number, not str.", ""),
        (
            "select = []\nfail-level = 'info'\nfail_level = 'info'",
            4,
            "fail_level is given twice in [tool.opinionated_startapp.audit].",
            "",
        ),
    ],
)
def test_a_wrong_choice_in_pyproject(tmp_path: Path, toml: str, line: int, message: str, hint: str) -> None:
    path = write(tmp_path, toml)
    assert refusal(tmp_path) == (f"{path}, line {line}: {message}", hint)


@pytest.mark.parametrize(
    ("audit", "message", "hint"),
    [
        ([], f"{SETTING}: audit must be a dictionary, not list.", ""),
        ({"slect": []}, f"{SETTING}[\"audit\"]: it has no key 'slect'.", "Did you mean select?"),
        ({"fail-level": "info"}, f"{SETTING}[\"audit\"]: it has no key 'fail-level'.", "Did you mean fail_level?"),
        (
            {"profiles": {"a": 1}},
            f'{SETTING}["audit"]["profiles"]: profiles.a must be a list of strings, not int.',
            "",
        ),
        ({"sdks": {1: {}}}, f'{SETTING}["audit"]["sdks"]: sdks.1 must be a list of strings, not dict.', ""),
    ],
)
def test_a_wrong_choice_in_the_setting(tmp_path: Path, audit: object, message: str, hint: str) -> None:
    (tmp_path / ".git").mkdir()
    assert refusal(tmp_path, {"audit": audit}) == (message, hint)


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        (
            "shared = ['apps/common']",
            "shared takes dotted modules or globs of them such as 'apps.*.sdk', not 'apps/common'.",
        ),
        ("applets = ['']", "applets takes dotted modules or globs of them such as 'apps.*.sdk', not ''."),
        (
            "sdks.stripe = ['billing.']",
            "sdks.stripe takes dotted modules or globs of them such as 'apps.*.sdk', not 'billing.'.",
        ),
        ("rules = ['shop/rules.py']", "rules takes dotted modules such as 'shop.rules', not 'shop/rules.py'."),
        (
            "settings = ['config.settings.*']",
            "settings takes dotted modules such as 'shop.rules', not 'config.settings.*'.",
        ),
        (
            "layers = ['a', ['b', 'c d']]",
            "layers takes labels of apps, dotted names, or globs of them such as 'shop*', not 'c d'.",
        ),
        (
            "exclude = ['/srv/x']",
            "exclude takes globs of paths below the project such as 'apps/*/legacy/**', not '/srv/x'.",
        ),
        (
            "exclude = ['a\\b']",
            "exclude takes globs of paths below the project such as 'apps/*/legacy/**', not 'a\\b'.",
        ),
        ("baseline = '../known'", "baseline takes a folder below the project, not '../known'."),
        ("baseline = 'a/./b'", "baseline takes a folder below the project, not 'a/./b'."),
        ("baseline = '/a'", "baseline takes a folder below the project, not '/a'."),
        ("baseline = ''", "baseline takes a folder below the project, not ''."),
        ("cache = ''", "cache takes the path of a folder, not ''."),
    ],
)
def test_a_text_of_another_shape(tmp_path: Path, toml: str, message: str) -> None:
    path = write(tmp_path, toml)
    assert refusal(tmp_path) == (f"{path}, line 2: {message}", "")


def test_where_a_choice_stands_can_be_asked_for(tmp_path: Path) -> None:
    path = write(tmp_path, "select = []\n[tool.opinionated_startapp.audit.thresholds.a]\nb = 1\nc = 2\n")
    config = load_config(tmp_path, {"audit": {"facades": {"x": []}}}).audit
    assert config.where("select") == f"{path}, line 2"
    assert config.where("thresholds", "a", "c") == f"{path}, line 5"
    assert config.where("facades", "x") == f'{SETTING}["audit"]["facades"]'
    assert config.where("ignore") == "[tool.opinionated_startapp.audit]"


def test_every_option_has_help_and_a_reader_for_its_type() -> None:
    hints = get_type_hints(AuditConfig)
    for option in OPTIONS:
        kind = hints[option.name]
        while get_origin(kind) not in (None, tuple):
            kind = get_args(kind)[1]
        assert kind in READERS
        assert option.metadata["help"].endswith(".")


tables = st.dictionaries(st.sampled_from([option.name for option in OPTIONS]) | st.text("abc-_"), values, max_size=3)


@given(audit=tables | values, setting=st.none() | tables | values)
def test_whatever_is_written_gives_choices_or_an_error(
    tmp_path_factory: pytest.TempPathFactory, audit: object, setting: object
) -> None:
    root = tmp_path_factory.mktemp("project")
    text = tomli_w.dumps({"tool": {"opinionated_startapp": {"audit": audit}}})
    (root / "pyproject.toml").write_bytes(text.encode())
    try:
        config = load_config(root, {"audit": setting} if setting is not None else None).audit
    except OpinionatedError as error:
        assert error.message.startswith((f"{root / 'pyproject.toml'}, line ", SETTING))
    else:
        assert isinstance(config, AuditConfig)
