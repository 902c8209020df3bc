"""Baselines: what they know, what is new, what is stale, how they are written, and that branches merge."""

import subprocess
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_opinionated_startapp.audit.baseline import Baseline, hold, prune, read_baseline, record
from django_opinionated_startapp.audit.finding import Finding
from django_opinionated_startapp.audit.scope import Scope
from django_opinionated_startapp.conf import AuditConfig
from django_opinionated_startapp.errors import OpinionatedError

from .samples import LABEL, QUERY, RULES, SIZE, found

APPS = {"orders": "shop.orders", "billing": "shop.billing"}
EVERYTHING = Scope(frozenset(rule.name for rule in RULES))
CONFIG = AuditConfig()
ORDERS = ".audit-baseline/orders.txt"


def read(root: Path, config: AuditConfig = CONFIG) -> Baseline:
    return read_baseline(root, config, APPS)


def write(root: Path, *findings: Finding, scope: Scope = EVERYTHING, config: AuditConfig = CONFIG) -> None:
    """Let the baseline know exactly these findings."""
    record(findings, read(root, config), scope, config, APPS).apply()


def new(root: Path, *findings: Finding) -> list[Finding]:
    """Return the findings that the baseline does not know."""
    return list(hold(findings, read(root), EVERYTHING)[0])


def stale(root: Path, *findings: Finding, scope: Scope = EVERYTHING) -> tuple[tuple[str, str], ...]:
    """Return the lines that are stale if these are the findings."""
    return hold(findings, read(root), scope)[2]


def files(root: Path) -> dict[str, str]:
    """Return the files of the baseline with their texts."""
    folder = root / ".audit-baseline"
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))}


# What is written


def test_one_file_for_each_app_and_one_sorted_line_for_each_finding(tmp_path: Path) -> None:
    billing = found(LABEL, "billing/apps.py", anchor="label", app="billing")
    nowhere = found(SIZE, "config/settings.py", anchor="", app="")
    write(tmp_path, found(SIZE, "orders/models.py", anchor="models"), found(), found(line=9), billing, nowhere)
    assert files(tmp_path) == {
        "billing.txt": "duplicate-label billing/apps.py label\n",
        "orders.txt": (
            "foreign-model-query orders/views.py checkout -> billing.models.Invoice\n"
            "foreign-model-query orders/views.py checkout -> billing.models.Invoice\n"
            "too-many-models orders/models.py models\n"
        ),
        "project-wide.txt": "too-many-models config/settings.py\n",
    }


def test_what_is_planned_can_be_shown_before_it_is_written(tmp_path: Path) -> None:
    changes = record([found()], read(tmp_path), EVERYTHING, CONFIG, APPS)
    assert changes.as_dicts() == [
        {"action": "create", "path": ".audit-baseline/.gitattributes"},
        {"action": "create", "path": ORDERS},
    ]
    assert "+foreign-model-query orders/views.py checkout" in changes.diff()
    assert files(tmp_path) == {}


def test_the_folder_can_be_chosen(tmp_path: Path) -> None:
    config = AuditConfig(baseline="config/known")
    write(tmp_path, found(), config=config)
    assert (tmp_path / "config" / "known" / "orders.txt").is_file()
    assert sum(read(tmp_path, config).lines.values()) == 1


def test_without_findings_nothing_is_written(tmp_path: Path) -> None:
    assert record([], read(tmp_path), EVERYTHING, CONFIG, APPS).changes == ()


def test_writing_twice_changes_nothing(tmp_path: Path) -> None:
    write(tmp_path, found(), found(line=9))
    again = record([found(line=5), found(line=7)], read(tmp_path), EVERYTHING, CONFIG, APPS)
    assert again.pending().changes == ()


def test_writing_for_some_apps_or_rules_keeps_the_lines_of_others(tmp_path: Path) -> None:
    write(tmp_path, found(), found(LABEL, "billing/apps.py", anchor="label", app="billing"))
    write(tmp_path, scope=replace(EVERYTHING, apps=frozenset({"billing"})))
    assert list(files(tmp_path)) == ["orders.txt"]
    write(tmp_path, scope=replace(EVERYTHING, rules=frozenset({"too-many-models"})))
    assert list(files(tmp_path)) == ["orders.txt"]
    write(tmp_path)
    assert files(tmp_path) == {}


# What is known, what is new


def test_what_is_known_is_excused_and_the_rest_is_new(tmp_path: Path) -> None:
    write(tmp_path, found())
    kept, known, gone = hold([found(), found(SIZE)], read(tmp_path), EVERYTHING)
    assert kept == (found(SIZE),)
    assert [(each.finding, each.by) for each in known] == [(found(), "baseline")]
    assert gone == ()


def test_inserted_lines_and_moved_functions_change_nothing(tmp_path: Path) -> None:
    write(tmp_path, found(line=3))
    assert new(tmp_path, found(line=300)) == []
    assert stale(tmp_path, found(line=300)) == ()


def test_other_words_in_a_message_change_nothing(tmp_path: Path) -> None:
    write(tmp_path, found())
    assert new(tmp_path, replace(found(), message="Other words.", hint="", severity=LABEL.severity)) == []


def test_a_second_violation_of_the_same_kind_is_new(tmp_path: Path) -> None:
    write(tmp_path, found(line=3))
    assert new(tmp_path, found(line=3), found(line=9)) == [found(line=9)]


@pytest.mark.parametrize(
    "other",
    [
        found(path="orders/api.py"),
        found(anchor="pay -> billing.models.Invoice"),
        replace(found(), rule="import-of-internals"),
        found(app="billing"),
    ],
)
def test_rule_path_anchor_and_app_make_a_finding(tmp_path: Path, other: Finding) -> None:
    write(tmp_path, found())
    assert new(tmp_path, other) == [other]


# What is stale


def test_a_mended_finding_leaves_a_stale_line_that_pruning_takes_out(tmp_path: Path) -> None:
    write(tmp_path, found(), found(line=9), found(SIZE, "orders/models.py", anchor="models"))
    gone = stale(tmp_path, found())
    assert gone == (
        (ORDERS, "foreign-model-query orders/views.py checkout -> billing.models.Invoice"),
        (ORDERS, "too-many-models orders/models.py models"),
    )
    prune(read(tmp_path), gone).apply()
    assert files(tmp_path) == {
        "orders.txt": "foreign-model-query orders/views.py checkout -> billing.models.Invoice\n"
    }
    assert stale(tmp_path, found()) == ()


def test_pruning_the_last_line_deletes_the_file(tmp_path: Path) -> None:
    write(tmp_path, found())
    prune(read(tmp_path), stale(tmp_path)).apply()
    assert files(tmp_path) == {}


def test_counts_only_fall_by_pruning(tmp_path: Path) -> None:
    write(tmp_path, found(), found(SIZE))
    prune(read(tmp_path), stale(tmp_path, found(), found(line=9))).apply()
    assert new(tmp_path, found(), found(line=9)) == [found(line=9)]


@pytest.mark.parametrize(
    "scope",
    [
        replace(EVERYTHING, rules=frozenset({"too-many-models"})),
        replace(EVERYTHING, apps=frozenset({"billing"})),
        replace(EVERYTHING, paths=frozenset({"orders/api.py"})),
        replace(EVERYTHING, failed=frozenset({("foreign-model-query", "orders/views.py")})),
    ],
)
def test_nothing_is_stale_that_the_run_could_not_find(tmp_path: Path, scope: Scope) -> None:
    write(tmp_path, found())
    assert stale(tmp_path, scope=scope) == ()


def test_lines_of_a_rule_that_is_gone_are_stale_wherever_the_run_looks(tmp_path: Path) -> None:
    write(tmp_path, found(), found(SIZE, app="billing"))
    alive = EVERYTHING.rules - {QUERY.name}
    line = (ORDERS, "foreign-model-query orders/views.py checkout -> billing.models.Invoice")
    assert stale(tmp_path, found(SIZE, app="billing"), scope=Scope(alive, alive=alive)) == (line,)
    assert stale(tmp_path, found(SIZE, app="billing"), scope=Scope(alive, frozenset({"billing"}), alive=alive)) == ()
    write(tmp_path, found(SIZE, app="billing"), scope=Scope(alive, alive=alive))
    assert list(files(tmp_path)) == ["billing.txt"]


# Strict apps


@pytest.mark.parametrize("strict", ["orders", "shop.orders", "shop.*"])
def test_a_strict_app_gets_no_baseline_and_can_have_none(tmp_path: Path, strict: str) -> None:
    config = AuditConfig(strict_apps=(strict,))
    write(tmp_path, found(), found(app=""), config=config)
    assert list(files(tmp_path)) == ["project-wide.txt"]
    (tmp_path / ORDERS).write_text("", encoding="utf-8")
    with pytest.raises(OpinionatedError) as caught:
        read(tmp_path, config)
    assert caught.value.message == f"{ORDERS}: the app 'orders' is declared strict, so it can have no baseline."


# What is read


@pytest.mark.parametrize(
    ("content", "number", "message"),
    [
        (b"too-many-models orders/models.py\n\nrubbish\n", 3, "'rubbish' is no rule with a path."),
        (b"<<<<<<< HEAD\na b\n", 1, "a merge was left unfinished."),
        (b"a b\n=======\n", 2, "a merge was left unfinished."),
        (b"a b\n>>>>>>> branch\n", 2, "a merge was left unfinished."),
        (b"a b\na \xff\n", 2, "it is not UTF-8."),
        (b"a b\na b%FF\n", 2, "its escapes are not UTF-8."),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, content: bytes, number: int, message: str) -> None:
    write(tmp_path, found())
    (tmp_path / ORDERS).write_bytes(content)
    with pytest.raises(OpinionatedError) as caught:
        read(tmp_path)
    assert caught.value.message == f"{ORDERS}, line {number}: {message}"
    assert caught.value.hint


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / ORDERS).mkdir(parents=True)
    with pytest.raises(OpinionatedError, match=r"orders\.txt can't be read: Is a directory"):
        read(tmp_path)


@pytest.mark.parametrize("name", ["a b.txt", "%FF.txt", ".txt"])
def test_a_file_that_is_named_after_no_app(tmp_path: Path, name: str) -> None:
    write(tmp_path, found())
    (tmp_path / ".audit-baseline" / name).write_text("", encoding="utf-8")
    with pytest.raises(OpinionatedError, match="is the baseline of no app"):
        read(tmp_path)


def test_order_empty_lines_ends_of_lines_and_the_mark_of_utf_8_do_not_matter(tmp_path: Path) -> None:
    write(tmp_path, found())
    (tmp_path / ORDERS).write_bytes(b"\xef\xbb\xbfz orders/z.py\r\n\r\na orders/a.py x  y\n")
    assert [(line.rule, line.path, line.anchor) for line in read(tmp_path).lines] == [
        ("z", "orders/z.py", ""),
        ("a", "orders/a.py", "x  y"),
    ]


names = st.text(min_size=1, max_size=12) | st.sampled_from(
    ["%", "a b", " a", "a\n", "\udce9", "é", "..", "a/b c", "%20"]
)


@given(path=names | st.just(""), anchor=st.text(max_size=12), app=names)
def test_whatever_a_finding_is_called_its_baseline_knows_it(
    tmp_path_factory: pytest.TempPathFactory, path: str, anchor: str, app: str
) -> None:
    root = tmp_path_factory.mktemp("project")
    hostile = found(path=path, anchor=anchor, app=app, line=0)
    write(root, hostile)
    assert new(root, hostile) == []
    assert stale(root, hostile) == ()
    assert len(stale(root)) == 1
    prune(read(root), stale(root)).apply()
    assert files(root) == {}


# Branches


def git(root: Path, *words: str) -> str:
    identity = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main")
    command = ["git", *identity, *words]
    result = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, timeout=120)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def merged(root: Path, base: Iterable[Finding], ours: Iterable[Finding], theirs: Iterable[Finding]) -> str:
    """Write a baseline on a main line and on two branches of it, merge these, and return the file of orders."""
    git(root, "init", "-q")
    (root / "README").write_text("", encoding="utf-8")
    write(root, *base)
    git(root, "add", ".")
    git(root, "commit", "-qm", "base")
    git(root, "checkout", "-qb", "theirs")
    for branch, findings in (("theirs", theirs), ("main", ours)):
        git(root, "checkout", "-q", branch)
        write(root, *findings)
        git(root, "add", ".")
        git(root, "commit", "-qm", branch, "--allow-empty")
    git(root, "merge", "-q", "--no-edit", "theirs")
    return (root / ORDERS).read_text(encoding="utf-8")


def at(*anchors: str) -> list[Finding]:
    """Return findings that differ in their anchors."""
    return [found(QUERY, anchor=anchor) for anchor in anchors]


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "both"),
    [
        ("ad", "abd", "acd", "abcd"),
        ("ad", "ade", "adf", "adef"),
        ("cd", "acd", "bcd", "abcd"),
        ("abc", "aabc", "abcd", "aabcd"),
        ("", "a", "b", "ab"),
        ("", "a", "a", "a"),
        ("a", "aa", "ab", "aab"),
    ],
)
def test_two_branches_that_each_add_a_finding_merge(
    tmp_path: Path, base: str, ours: str, theirs: str, both: str
) -> None:
    merged(tmp_path, at(*base), at(*ours), at(*theirs))
    assert new(tmp_path, *at(*both)) == []
    assert stale(tmp_path, *at(*both)) == ()


def test_one_branch_mends_what_stands_beside_what_the_other_adds(tmp_path: Path) -> None:
    merged(tmp_path, at("a", "b", "d"), at("a", "d"), at("a", "b", "c", "d"))
    assert new(tmp_path, *at("a", "c", "d")) == []
    gone = stale(tmp_path, *at("a", "c", "d"))
    prune(read(tmp_path), gone).apply()
    assert new(tmp_path, *at("a", "b", "c", "d")) == at("b")


def test_two_branches_that_mend_different_findings_merge(tmp_path: Path) -> None:
    merged(tmp_path, at("a", "b", "c"), at("b", "c"), at("a", "b"))
    assert new(tmp_path, *at("b")) == []


def test_lines_out_of_order_after_a_merge_are_sorted_with_the_next_writing(tmp_path: Path) -> None:
    text = merged(tmp_path, at("a", "d"), at("a", "c", "d"), at("a", "b", "d"))
    assert text != "".join(sorted(text.splitlines(keepends=True)))
    write(tmp_path, *at("a", "b", "c", "d"))
    text = (tmp_path / ORDERS).read_text(encoding="utf-8")
    assert text == "".join(sorted(text.splitlines(keepends=True)))
