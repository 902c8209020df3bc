"""What people read: the text, its colours, the statistics, the rules."""

import sys
from dataclasses import replace

import pytest

from django_opinionated_startapp.audit.finding import Place
from django_opinionated_startapp.audit.fixes.kinds import Safety
from django_opinionated_startapp.audit.reporters import Look, explain, list_rules, render, statistics

from ..samples import CLEAN, QUERY, REPORT, SIZE, found, make_rule

TEXT = """\
billing (1 finding)
billing: error AC004 Two apps have the label billing. [duplicate-label]

orders (3 findings)
orders/views.py:3:5: warning BD001 checkout() queries Invoice of the app billing. [foreign-model-query]
    Ask billing.api.
    billing/models.py:1:1: Invoice is defined here
orders/views.py:9:5: warning BD001 checkout() queries Invoice of the app billing. [foreign-model-query]
    Ask billing.api.
orders/models.py:1:5: info MO001 23 models. [too-many-models]
    Split the app.

Stale lines of baselines, which --prune-baseline takes out:
    .audit-baseline/orders.txt: too-many-models orders/old.py models

Not looked at:
    orders/broken.py:2:1: syntax error: invalid syntax

Rules that failed:
    orders/odd.py: BD001 foreign-model-query: KeyError: 'x'

1 error, 2 warnings, 1 info in 3 apps, 12 files; 1 ignored by comments; 1 in the baseline; \
1 line of the baseline stale; 1 place not looked at; 1 failure of rules.
"""


def test_the_text() -> None:
    assert render("text", REPORT, Look()) == TEXT


def test_the_text_for_a_clean_project() -> None:
    assert render("text", CLEAN, Look()) == "No findings in 1 app, 1 file.\n"


def test_what_belongs_to_no_app_is_said_to_be_the_projects() -> None:
    assert render("text", replace(CLEAN, findings=(found(app=""),)), Look()).startswith("The project (1 finding)\n")


def test_no_name_can_drive_the_terminal() -> None:
    report = replace(CLEAN, findings=(found(path="\x1b[2J.py", message="a\nb\u202e"),))
    assert "\\x1b[2J.py:3:5: warning BD001 a\\nb\\u202e [" in render("text", report, Look())


def test_colours_change_nothing_but_colours() -> None:
    pytest.importorskip("rich")
    coloured = render("text", REPORT, Look(colour=True))
    assert "\x1b[1;31merror\x1b[0m" in coloured
    plain = coloured
    for code in ("0", "1", "2", "33", "36", "1;31"):
        plain = plain.replace(f"\x1b[{code}m", "")
    assert plain == TEXT


def test_marks_of_rich_are_not_read_as_such() -> None:
    pytest.importorskip("rich")
    report = replace(CLEAN, findings=(found(message="[bold]x[/bold] " + "long " * 100),))
    assert f"[bold]x[/bold] {'long ' * 100}" in render("text", report, Look(colour=True))


def test_without_rich_the_text_is_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rich.console", None)
    assert render("text", REPORT, Look(colour=True)) == TEXT


def test_the_statistics() -> None:
    assert statistics(REPORT) == (
        "rule                       error  warning  info  all\n"
        "BD001 foreign-model-query      0        2     0    2\n"
        "AC004 duplicate-label          1        0     0    1\n"
        "MO001 too-many-models          0        0     1    1\n"
        "all                            1        2     1    4\n"
        "\n"
        "app      error  warning  info  all\n"
        "orders       0        2     1    3\n"
        "billing      1        0     0    1\n"
        "people       0        0     0    0\n"
        "all          1        2     1    4\n"
    )


def test_the_statistics_of_nothing() -> None:
    assert statistics(replace(CLEAN, apps=(), findings=())) == (
        "rule  error  warning  info  all\n"
        "all       0        0     0    0\n"
        "\n"
        "app  error  warning  info  all\n"
        "all      0        0     0    0\n"
    )


def test_the_statistics_name_what_belongs_to_no_app() -> None:
    assert "\n(no app)      0        1     0    1\n" in statistics(replace(CLEAN, findings=(found(app=""),)))


def test_a_rule_explained() -> None:
    assert explain(QUERY) == (
        "BD001 foreign-model-query\n\n"
        "The first sentence of foreign-model-query.\n\n"
        "**Why.** Because.\n\n"
        "**Instead.** Do.\n\n"
        "topic: boundaries\n"
        "level: warning, error in oep49\n"
        "profiles: default\n"
        "also called: orm-leak\n\n"
        "Found:\n\n"
        "    orders/bad.py\n"
        "        bad = 1\n\n"
        "Not found:\n\n"
        "    orders/good.py\n"
        "        good = 1\n\n"
        "To ignore one finding: # audit: ignore[foreign-model-query] reason\n"
    )


def test_an_explanation_names_thresholds() -> None:
    assert "thresholds: warning = 20, info = 10\n" in explain(SIZE)


def test_an_example_of_files_that_say_nothing_shows_the_last_few() -> None:
    rule = make_rule("ZZ001", "x", bad={f"migrations/{number:04}.py": "" for number in range(9)})
    assert "    migrations/0006.py\n\n    migrations/0007.py\n\n    migrations/0008.py\n" in explain(rule)
    assert "0005" not in explain(rule)


def test_the_table_of_rules() -> None:
    assert list_rules((make_rule("AC004", "duplicate-label", safety=Safety.UNSAFE), QUERY)) == (
        "code   name                 level    fix     profiles  says\n"
        "AC004  duplicate-label      warning  unsafe  default   The first sentence of duplicate-label.\n"
        "BD001  foreign-model-query  warning          default   The first sentence of foreign-model-query.\n"
    )


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ((("AC004", Safety.UNSAFE),), "1 finding may be fixable with --fix --unsafe; --diff --unsafe shows how."),
        ((("BD001", Safety.SAFE),), "2 findings may be fixable with --fix; --diff shows how."),
        (
            (("AC004", Safety.UNSAFE), ("BD001", Safety.SAFE)),
            "3 findings may be fixable with --fix or --fix --unsafe; --diff shows how.",
        ),
        ((("AC004", None),), ""),
    ],
)
def test_the_text_says_how_many_findings_may_be_fixable(
    rules: tuple[tuple[str, Safety | None], ...], said: str
) -> None:
    names = {"AC004": "duplicate-label", "BD001": "foreign-model-query"}
    text = render("text", REPORT, Look(tuple(make_rule(code, names[code], safety=safety) for code, safety in rules)))
    assert text.endswith(f"{said}\n" if said else "of rules.\n")


def test_an_explanation_names_the_safety_of_fixes() -> None:
    assert "fix: safe, made by --fix\n" in explain(make_rule("ZZ001", "x", safety=Safety.SAFE))


def test_a_place_may_be_evidence_of_a_whole_file() -> None:
    report = replace(CLEAN, findings=(found(related=((Place("billing"), "the app"),)),))
    assert "    billing: the app\n" in render("text", report, Look())
