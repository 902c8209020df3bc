"""Which rules run where, what findings weigh, and what is said about names that are none."""

from pathlib import Path

import pytest

from django_opinionated_startapp.audit.rule import Rule
from django_opinionated_startapp.audit.select import Request, Selection, check_apps, make_selection
from django_opinionated_startapp.conf import AuditConfig, load_config
from django_opinionated_startapp.errors import OpinionatedError

from .samples import ERROR, INFO, INTERNALS, LABEL, QUERY, RULES, SIZE, WARNING, found

DEFAULT = frozenset({"default"})
STRICT = frozenset({"default", "strict"})
OURS = (QUERY, INTERNALS, SIZE, LABEL)


def configured(folder: Path, toml: str) -> AuditConfig:
    """Return what a pyproject.toml with this table for the audit says."""
    (folder / "pyproject.toml").write_text(f"[tool.opinionated_startapp.audit]\n{toml}", encoding="utf-8")
    return load_config(folder, None).audit


def names(selection: Selection, profiles: frozenset[str] = DEFAULT) -> set[str]:
    """Return the names of the sample rules that run."""
    return {rule.name for rule in selection.rules(profiles)} & {rule.name for rule in OURS}


def named(*rules: type[Rule]) -> set[str]:
    """Return the names of rules."""
    return {rule.name for rule in rules}


# Profiles


def test_without_any_choice_the_profiles_decide() -> None:
    selection = make_selection(RULES, AuditConfig())
    assert names(selection) == named(QUERY, SIZE, LABEL)
    assert names(selection, STRICT) == named(*OURS)
    assert all(selection.shows(found(rule)) for rule in OURS)


@pytest.mark.parametrize(
    ("label", "name", "profiles"),
    [
        ("orders", "shop.orders", {"oep49", "strict"}),
        ("billing", "shop.billing", {"services", "domain"}),
        ("legacy", "shop.legacy", set()),
        ("people", "shop.people", {"services", "domain"}),
        ("other", "other", {"services"}),
        ("", "", {"services"}),
    ],
)
def test_a_label_or_name_goes_before_globs_which_add_up(label: str, name: str, profiles: set[str]) -> None:
    config = AuditConfig(
        profiles={
            "*": ("services",),
            "shop.*": ("domain",),
            "orders": ("oep49",),
            "shop.orders": ("strict",),
            "legacy": (),
        }
    )
    assert make_selection(RULES, config).profiles(label, name) == {"default", *profiles}


# Selectors


@pytest.mark.parametrize(
    ("select", "running"),
    [
        ("BD001", (QUERY,)),
        ("bd001", (QUERY,)),
        ("foreign-model-query", (QUERY,)),
        ("orm-leak", (QUERY,)),
        ("BD009", (INTERNALS,)),
        ("strict", (INTERNALS,)),
        ("boundaries", (QUERY,)),
        ("boundaries,MO001", (QUERY, SIZE)),
        (" boundaries , BD009,", (QUERY, INTERNALS)),
        ("default", (QUERY, SIZE, LABEL)),
        ("error", (QUERY, SIZE, LABEL)),
    ],
)
def test_names_and_profiles_turn_on_topics_and_levels_choose_among_what_is_on(
    select: str, running: tuple[type[Rule], ...]
) -> None:
    assert names(make_selection(RULES, AuditConfig(), Request(select=(select,)))) == named(*running)
    config = AuditConfig(select=tuple(word.strip() for word in select.split(",") if word.strip()))
    assert names(make_selection(RULES, config)) == named(*running)


def test_the_option_can_be_repeated() -> None:
    assert names(make_selection(RULES, AuditConfig(), Request(select=("BD001", "AC004")))) == named(QUERY, LABEL)


def test_a_selected_level_is_that_of_the_finding_and_not_of_the_rule() -> None:
    selection = make_selection(RULES, AuditConfig(), Request(select=("error", "MO001")))
    assert selection.shows(found(QUERY, severity=ERROR))
    assert not selection.shows(found(QUERY))
    assert selection.shows(found(SIZE))


@pytest.mark.parametrize("selector", ["BD009", "boundaries", "strict"])
def test_extend_select_turns_on_besides(selector: str) -> None:
    selection = make_selection(RULES, AuditConfig(extend_select=(selector,)))
    assert names(selection) == named(*OURS)
    assert selection.shows(found(INTERNALS))


def test_extend_select_by_level_means_that_of_the_rule() -> None:
    config = AuditConfig(select=("MO001",), extend_select=("error",))
    selection = make_selection(RULES, config)
    assert names(selection) == named(SIZE, LABEL)
    assert selection.shows(found(LABEL))
    assert not selection.shows(found(QUERY))


@pytest.mark.parametrize(
    ("ignore", "running"),
    [
        ("BD001", (SIZE, LABEL)),
        ("boundaries", (SIZE, LABEL)),
        ("strict", (QUERY, SIZE, LABEL)),
        ("default", ()),
        ("info", (QUERY, SIZE, LABEL)),
    ],
)
def test_ignoring(ignore: str, running: tuple[type[Rule], ...]) -> None:
    selection = make_selection(RULES, AuditConfig(), Request(ignore=(ignore,)))
    assert names(selection) == named(*running)
    assert selection.shows(found(SIZE)) is (ignore != "info")


def test_ignoring_goes_before_selecting() -> None:
    config = AuditConfig(extend_select=("BD009",), select=("boundaries",), ignore=("BD009",))
    assert names(make_selection(RULES, config)) == named(QUERY)


def test_what_a_run_ignores_is_added_to_what_the_project_ignores() -> None:
    selection = make_selection(RULES, AuditConfig(ignore=("BD001",)), Request(ignore=("MO001",)))
    assert names(selection) == named(LABEL)


def test_what_a_run_selects_goes_before_what_the_project_chose() -> None:
    config = AuditConfig(select=("AC004",), extend_select=("MO001",), ignore=("BD001",))
    assert names(make_selection(RULES, config, Request(select=("BD001",)))) == named(QUERY)


# What findings weigh


def test_levels_thresholds_and_paths(tmp_path: Path) -> None:
    config = configured(
        tmp_path,
        """
        fail-level = "error"
        [tool.opinionated_startapp.audit.severity]
        orm-leak = "info"
        [tool.opinionated_startapp.audit.thresholds.MO001]
        warning = 30
        [tool.opinionated_startapp.audit.per-path-ignores]
        "*/legacy/*" = ["BD001", "error"]
        """,
    )
    selection = make_selection(RULES, config)
    legacy = "orders/legacy/views.py"
    findings = [found(), found(path=legacy), found(LABEL, legacy), found(SIZE, legacy)]
    assert list(selection.weigh(findings)) == [found(severity=INFO), found(SIZE, legacy)]
    assert selection.thresholds == {"too-many-models": {"warning": 30}}
    assert selection.fail_level is ERROR


@pytest.mark.parametrize(("asked", "level"), [("", WARNING), ("info", INFO), ("error", ERROR)])
def test_the_level_that_fails(asked: str, level: object) -> None:
    assert make_selection(RULES, AuditConfig(), Request(fail_level=asked)).fail_level is level


# Names that are none


@pytest.mark.parametrize(
    ("toml", "line", "message", "hint"),
    [
        ("select = ['BD01']", 2, "there is no rule, topic, profile or level 'BD01'.", "Did you mean BD001?"),
        (
            "\nignore = ['boundary']",
            3,
            "there is no rule, topic, profile or level 'boundary'.",
            "Did you mean boundaries?",
        ),
        (
            "extend-select = ['xyz']",
            2,
            "there is no rule, topic, profile or level 'xyz'.",
            "The option --list-rules lists them.",
        ),
        ("severity.BD1 = 'info'", 2, "there is no rule 'BD1'.", "Did you mean BD001?"),
        ("severity.BD001 = 'eror'", 2, "there is no level 'eror'.", "Did you mean error?"),
        ("fail_level = 'none'", 2, "there is no level 'none'.", "Choose from error, info, warning."),
        ("profiles = { a = ['default'], b = ['oep48'] }", 2, "there is no profile 'oep48'.", "Did you mean oep49?"),
        ("thresholds.xyz.a = 1", 2, "there is no rule 'xyz'.", "The option --list-rules lists them."),
        ("thresholds.BD001.a = 1", 2, "the rule foreign-model-query has no threshold 'a'.", "It has none."),
        (
            "[tool.opinionated_startapp.audit.thresholds.too-many-models]\ninfo = 1\nwarnign = 2",
            4,
            "the rule too-many-models has no threshold 'warnign'.",
            "Did you mean warning?",
        ),
        (
            "[tool.opinionated_startapp.audit.per_path_ignores]\n'*' = ['apconfig']",
            3,
            "there is no rule, topic, profile or level 'apconfig'.",
            "Did you mean appconfig?",
        ),
    ],
)
def test_an_unknown_name_in_pyproject(tmp_path: Path, toml: str, line: int, message: str, hint: str) -> None:
    config = configured(tmp_path, toml)
    with pytest.raises(OpinionatedError) as caught:
        make_selection(RULES, config)
    assert caught.value.message == f"{tmp_path / 'pyproject.toml'}, line {line}: {message}"
    assert caught.value.hint == hint


def test_an_unknown_name_in_the_django_setting(tmp_path: Path) -> None:
    config = load_config(tmp_path, {"audit": {"severity": {"BD001": "bad"}}}).audit
    with pytest.raises(OpinionatedError) as caught:
        make_selection(RULES, config)
    where = 'Django setting OPINIONATED_STARTAPP["audit"]["severity"]'
    assert caught.value.message == f"{where}: there is no level 'bad'."


@pytest.mark.parametrize(
    ("request_", "option"),
    [
        (Request(select=("xyz",)), "--select"),
        (Request(ignore=("BD001,xyz",)), "--ignore"),
        (Request(fail_level="xyz"), "--fail-level"),
    ],
)
def test_an_unknown_name_on_the_command_line(request_: Request, option: str) -> None:
    with pytest.raises(OpinionatedError) as caught:
        make_selection(RULES, AuditConfig(), request_)
    assert caught.value.message.startswith(f"{option}: there is no ")


@pytest.mark.parametrize(
    "toml",
    ["profiles.order = []", "facades.order = []", "strict_apps = ['order']", "layers = ['shop*', ['order']]"],
)
def test_an_app_that_there_is_not(tmp_path: Path, toml: str) -> None:
    config = configured(tmp_path, toml)
    with pytest.raises(OpinionatedError) as caught:
        check_apps(config, {"orders": "shop.orders"})
    assert caught.value.message == f"{tmp_path / 'pyproject.toml'}, line 2: there is no app 'order'."
    assert caught.value.hint == "Did you mean orders?"


def test_apps_that_there_are() -> None:
    config = AuditConfig(profiles={"orders": ()}, strict_apps=("shop.orders",), layers=(("x*",), ("orders",)))
    check_apps(config, {"orders": "shop.orders"})
