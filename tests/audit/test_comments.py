"""Which comments are meant for the audit, which lines they are about, and what they say."""

from datetime import date
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_opinionated_startapp.audit.comments import Comment, read_comments


def lines(source: str) -> list[tuple[int, int]]:
    """Return the lines that each comment in ``source`` is about."""
    return [(comment.first, comment.last) for comment in read_comments(dedent(source).lstrip("\n"))]


def only(text: str) -> Comment:
    """Return the comment that ``text`` is after a statement."""
    (comment,) = read_comments(f"value = 1  {text}\n")
    return comment


def test_a_comment_has_rules_a_reason_and_a_date() -> None:
    comment = only("# audit: ignore[BD001, import-of-internals] the shop moves, #412 until 2027-01-31")
    assert comment == Comment(
        line=1,
        column=12,
        first=1,
        last=1,
        rules=("BD001", "import-of-internals"),
        reason="the shop moves, #412",
        until="2027-01-31",
    )


@pytest.mark.parametrize(
    ("text", "rules", "reason", "until"),
    [
        ("# audit: ignore[BD001]", ("BD001",), "", ""),
        ("#audit:ignore[ BD001 ,]until 2027-01-31.", ("BD001",), "", "2027-01-31"),
        ("# audit:  ignore [BD001] until it is gone", ("BD001",), "until it is gone", ""),
        ("# noqa: X  # audit: ignore[BD001] old  # type: ignore", ("BD001",), "old", ""),
        ("# audit: ignore[BD001] see [1] until 2027-01-31 or so", ("BD001",), "see [1] until 2027-01-31 or so", ""),
    ],
)
def test_how_it_can_be_written(text: str, rules: tuple[str, ...], reason: str, until: str) -> None:
    comment = only(text)
    assert (comment.rules, comment.reason, comment.until, comment.flaw) == (rules, reason, until, "")


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        ("# audit: ignore", "it names no rule"),
        ("# audit: ignore because", "it names no rule"),
        ("# audit: ignore[] because", "it names no rule"),
        ("# audit: ignore[ , ] because", "it names no rule"),
        ("# audit: ignore[BD001 because", "it names no rule"),
        ("# audit: skip[BD001] because", "'skip' is nothing that the audit can be asked for"),
        ("# audit: ignored[BD001] because", "'ignored' is nothing that the audit can be asked for"),
        ("# audit: ignore[BD001] until 2027-13-01", "'2027-13-01' is no date"),
        ("# audit: ignore[BD001] until 20270131", "'20270131' is no date"),
        ("# audit: ignore[BD001] until 31.1.2027", "'31.1.2027' is no date"),
    ],
)
def test_what_is_wrong_with_one(text: str, flaw: str) -> None:
    assert only(text).flaw == flaw


@pytest.mark.parametrize(
    "source",
    [
        "value = 1  # audit: done in March\n",
        "value = 1  # auditing: ignore[BD001]\n",
        "value = '# audit: ignore[BD001]'\n",
        '"""\n# audit: ignore[BD001]\n"""\n',
        "value = (  # audit: ignore[BD001]\n",
        "if value:\n  a\n b  # audit: ignore[BD001]\n",
        "",
    ],
)
def test_what_is_none(source: str) -> None:
    assert read_comments(source) == ()


def test_after_code_it_is_about_the_whole_statement() -> None:
    assert lines(
        """
        from a import (
            b,  # audit: ignore[X] b
            c,
        )  # audit: ignore[X] c
        """
    ) == [(1, 4), (1, 4)]


def test_on_its_own_it_is_about_the_statement_below() -> None:
    assert lines(
        """
        # audit: ignore[X] one
        # and a word

        # audit: ignore[Y] two
        call(
            1,
        )
        other()
        """
    ) == [(5, 7), (5, 7)]


def test_within_a_statement_it_is_about_that_one() -> None:
    assert lines(
        """
        call(
            # audit: ignore[X] one
            1,
        )
        """
    ) == [(1, 4)]


def test_at_the_end_of_a_file_it_is_about_nothing_but_its_line() -> None:
    assert lines("call()\n# audit: ignore[X] one") == [(2, 2)]
    assert lines("# audit: ignore[X] one\n") == [(1, 1)]


def test_of_a_definition_it_means_the_header_with_the_decorators() -> None:
    assert lines(
        """
        # audit: ignore[X] above
        @receiver(
            saved,
        )  # audit: ignore[X] decorator
        @other
        def handler(  # audit: ignore[X] header
            sender,
        ):
            body()  # audit: ignore[X] body
        """
    ) == [(2, 8), (2, 8), (2, 8), (9, 9)]


def test_below_a_block_it_is_about_what_comes_next() -> None:
    assert lines("if a:\n    b()\n    # audit: ignore[X] c\nc()\n") == [(4, 4)]


def test_columns_count_characters() -> None:
    (comment,) = read_comments("value = 'äöü'  # noqa # audit: ignore[X] y\r\n")
    assert (comment.line, comment.column, comment.first, comment.last) == (1, 23, 1, 1)


@pytest.mark.parametrize(("day", "holds"), [(30, True), (31, True), (1, False)])
def test_until_means_that_day_too(day: int, holds: bool) -> None:
    today = date(2027, 2 if day == 1 else 1, day)
    assert only("# audit: ignore[X] y until 2027-01-31").holds(today) is holds
    assert only("# audit: ignore[X] y").holds(today)


pieces = st.sampled_from(
    [
        "# audit: ignore[X] y",
        "# audit: ignore",
        "@d",
        "def f():",
        "    x = (",
        ")",
        "\n",
        "\\\n",
        "'''",
        "if x:",
        "\x0c",
    ]
)


@given(st.lists(pieces | st.text(max_size=3)).map("".join))
def test_whatever_is_written_is_read(source: str) -> None:
    for comment in read_comments(source):
        assert 1 <= comment.first <= comment.last
        assert bool(comment.flaw) is not bool(comment.rules) or comment.flaw.endswith("is no date")
