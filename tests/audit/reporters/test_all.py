"""What holds for every format: the same text for the same tree, for a clean project, and for hostile names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_opinionated_startapp.audit.finding import Finding, Place, Severity
from django_opinionated_startapp.audit.report import Failure, Report, Suppressed, Unseen
from django_opinionated_startapp.audit.reporters import Look, formats, render
from django_opinionated_startapp.errors import OpinionatedError

from ..samples import CLEAN, QUERY, REPORT, RULES

FORMATS = (
    "checkstyle",
    "csv",
    "github",
    "gitlab",
    "html",
    "json",
    "jsonl",
    "junit",
    "markdown",
    "sarif",
    "text",
)

hostile = st.text(st.characters(), max_size=12) | st.sampled_from(
    [
        "",
        "a|b",
        "<&\"'>",
        "::error::x",
        "%0A",
        "a,b:c",
        "=1+1",
        "-2",
        "@x",
        "\x1b[31m",
        "\r\n",
        "\udce9",
        "\ud800",
        "]]>",
        "`x`",
        "é\u2028",
    ]
)
places = st.builds(Place, hostile) | st.builds(Place, hostile, st.integers(1, 9), st.integers(0, 9))
findings = st.builds(
    Finding,
    places,
    st.just("BD001"),
    st.just("foreign-model-query"),
    st.sampled_from(Severity),
    hostile,
    hostile,
    hostile,
    hostile,
    st.lists(st.tuples(places, hostile), max_size=1).map(tuple),
)
reports = st.builds(
    Report,
    st.lists(hostile, max_size=1).map(tuple),
    st.integers(0, 9),
    st.lists(findings, max_size=3).map(tuple),
    st.lists(st.builds(Suppressed, findings, st.sampled_from(["comment", "baseline"]), hostile), max_size=1).map(
        tuple
    ),
    st.lists(st.tuples(hostile, hostile), max_size=1).map(tuple),
    st.lists(st.builds(Unseen, places, hostile), max_size=1).map(tuple),
    st.lists(st.builds(Failure, places, st.just("BD001"), st.just("foreign-model-query"), hostile), max_size=1).map(
        tuple
    ),
)


def test_the_formats() -> None:
    assert formats() == FORMATS


def test_an_unknown_format_is_named_with_the_nearest() -> None:
    with pytest.raises(OpinionatedError) as caught:
        render("sarf", REPORT, Look())
    assert (caught.value.message, caught.value.hint) == ("There is no format 'sarf'.", "Did you mean sarif?")


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("report", [REPORT, CLEAN], ids=["findings", "clean"])
def test_text_is_the_same_each_time_and_ends_with_a_line(name: str, report: Report) -> None:
    text = render(name, report, Look(RULES))
    assert text == render(name, report, Look(RULES))
    assert text.endswith("\n")
    assert "\x1b" not in text


@given(reports)
def test_hostile_names_break_no_format(report: Report) -> None:
    for name in FORMATS:
        text = render(name, report, Look((QUERY,)))
        text.encode()
        assert text.endswith("\n")
        assert "\x1b" not in text
