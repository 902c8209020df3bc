"""What a person reads about the gain and about what was amiss before."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from django_opinionated_startapp.management.squash_findings import drift_as_dict, finding_lines, gain_as_dict
from django_opinionated_startapp.squash.difference import Difference, Kind
from django_opinionated_startapp.squash.verify import Drift, Gain, Proof
from django_opinionated_startapp.squash.verify.gain import estimate

from .projects import copied, loaded, squashall


def said(proof: Proof, verbosity: int = 1) -> list[str]:
    data = {"gain": gain_as_dict(proof), "already_so_before": drift_as_dict(proof)}
    return list(finding_lines(data, verbosity))


def test_where_nothing_is_squashed_nothing_is_said() -> None:
    assert said(Proof(())) == []
    assert list(finding_lines({}, 1)) == []


@pytest.mark.parametrize(
    ("measured", "how"), [(True, "measured"), (False, "estimated from the times of the old ones")]
)
def test_the_gain_says_where_it_comes_from(measured: bool, how: str) -> None:
    assert said(Proof((), gain=Gain(10.0, 4.5, measured))) == [
        f"migrate on an empty database: 10.0 s of CPU before, 4.5 s after, which is 45% ({how})."
    ]


@pytest.mark.parametrize(
    ("after", "how"), [(9.0, ""), (9.4, "is hardly faster"), (11.0, "is hardly faster"), (15.7, "takes longer")]
)
def test_where_nothing_comes_of_it_but_fewer_files_that_is_said(after: float, how: str) -> None:
    _, *more = said(Proof((), gain=Gain(10.0, after, measured=True)))
    assert [line.partition(" with ")[0] for line in more] == ([f"So migrate {how}"] if how else [])
    assert all("--mode rebuild" in line for line in more)


def test_no_gain_is_told_of_times_that_are_too_short() -> None:
    proof = Proof((), gain=Gain(1.2, 1.34, measured=True))
    assert said(proof) == [
        "migrate on an empty database: 1.2 s of CPU before, 1.34 s after, too short to be compared (measured)."
    ]
    assert gain_as_dict(proof) == {"seconds_before": 1.2, "seconds_after": 1.34, "ratio": None, "measured": True}


def test_a_history_that_takes_no_time_gains_none() -> None:
    assert Gain(0.0, 0.0, measured=False).ratio is None


def test_differences_are_told_and_those_without_meaning_counted() -> None:
    changed = Difference(Kind.CHANGED, "column", "t", "c", "integer", "bigint")
    order = Difference(Kind.COLUMN_ORDER, "table", "t", "t", "a, b", "b, a")
    assert said(Proof((), drift=Drift((changed, order), pending=("shop: Alter field x",)))) == [
        "Already so before, and left as it is:",
        "  makemigrations would write shop: Alter field x",
        "  t: of the column c migrations make integer, models bigint",
        "  1 times another column order than the models would give",
    ]


def test_many_differences_are_told_on_demand() -> None:
    many = tuple(Difference(Kind.EXTRA, "index", "t", f"i{number}", "", "x") for number in range(12))
    proof = Proof((), drift=Drift(many))
    assert len(said(proof)) == 12
    assert said(proof)[-1] == "  and 2 more, which --verbosity 2 or --json tells"
    assert len(said(proof, verbosity=2)) == 13


def test_an_estimate_takes_operations_for_equally_long() -> None:
    def node(count: int) -> Any:  # noqa: ANN401 - as much of one as is needed
        return SimpleNamespace(migration=SimpleNamespace(operations=[None] * count))

    one, two, empty = ("a", "1"), ("a", "2"), ("b", "1")
    plan: Any = SimpleNamespace(history=SimpleNamespace(by_key=lambda: {one: node(3), two: node(1), empty: node(0)}))
    trace: Any = SimpleNamespace(seconds=((one, 6.0), (two, 2.0), (("c", "1"), 2.0)))
    new: Any = [
        SimpleNamespace(piece=SimpleNamespace(keys=(one, two)), text=SimpleNamespace(steps=[1, 2])),
        SimpleNamespace(piece=SimpleNamespace(keys=(empty,)), text=SimpleNamespace(steps=[])),
    ]
    assert estimate(plan, new, trace) == Gain(10.0, 6.0, measured=False)


def test_an_app_that_cannot_be_squashed_is_left_with_the_reason(tmp_path: Path) -> None:
    with loaded(copied("apps_in_a_cycle", tmp_path)):
        out, _ = squashall("hen", "0002", "--no-verify")
    assert "hen.0002_egg doesn't go with the migration before it, because what it depends on in other apps has" in out


def test_what_alters_an_index_that_is_made_late_is_left_with_the_reason(tmp_path: Path) -> None:
    # As in mayan-edms: on PostgreSQL the index for LIKE would be made at the end, on the altered column.
    folder = copied("one_app", tmp_path) / "shop" / "migrations"
    (folder / "0002_price.py").write_text(
        "from django.db import migrations, models\n\n\nclass Migration(migrations.Migration):\n"
        '    dependencies = [("shop", "0001_initial")]\n    operations = [\n'
        '        migrations.RunSQL("SELECT 1", ""),\n'
        '        migrations.AlterField("Item", "name", models.CharField(max_length=9, unique=True)),\n    ]\n',
        encoding="utf-8",
    )
    first = folder / "0001_initial.py"
    first.write_text(first.read_text("utf-8").replace('default=""', "db_index=True"), "utf-8")
    with loaded(tmp_path):
        out, _ = squashall("shop", "0002", "--no-verify")
    assert "shop.0002_price doesn't go with the migration before it, because it alters what an earlier one" in out
