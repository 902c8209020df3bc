"""Which fields need an index that only the database has, told from what is missing."""

import pytest
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import CASCADE, AutoField, CharField, DateTimeField, ForeignKey, IntegerField

from django_opinionated_startapp.squash.difference import Difference, Kind
from django_opinionated_startapp.squash.disk import Disk
from django_opinionated_startapp.squash.history import History
from django_opinionated_startapp.squash.rebuild.leftovers import LeftBehindError, left_behind
from django_opinionated_startapp.squash.rebuild.range import Range

ITEM = ("shop", "item")


def span(*indexed: str, label: str = "shop") -> Range:
    """Return a range with one model that has a field of each sort."""
    state = ProjectState()
    fields = [
        ("id", AutoField(primary_key=True)),
        ("name", CharField(max_length=9)),
        ("added", DateTimeField(db_column="when")),
        ("number", IntegerField(unique=True)),
        ("parent", ForeignKey("shop.Item", CASCADE, db_index=False)),
    ]
    state.add_model(ModelState("shop", "Item", fields, {"db_table": "things"}))
    return Range(
        history=History(Disk({}, frozenset(), frozenset()), (), (), ()),
        wanted=frozenset({(label, "0001_initial")}),
        state=state,
        origins={},
        again={},
        first={},
        touched={},
        left_out=(),
        ancestors=(),
        indexed=frozenset((ITEM, name) for name in indexed),
    )


def missing(definition: str, *, table: str = "things", thing: str = "index", kind: Kind = Kind.MISSING) -> Difference:
    return Difference(kind, thing, table, "things_name_12345678", definition, "")


@pytest.mark.parametrize(
    ("definition", "name"),
    [
        ('("name")', "name"),
        ("KEY (`name`)", "name"),
        ("CREATE INDEX ON public.things USING btree (name varchar_pattern_ops)", "name"),
        ('("when")', "added"),
    ],
)
def test_a_single_column_tells_the_field_in_every_spelling(definition: str, name: str) -> None:
    assert left_behind(span(), [missing(definition)]) == {(ITEM, name)}


@pytest.mark.parametrize(
    "difference",
    [
        missing('("name", "when")'),
        missing("(lower(name))"),
        missing("()"),
        missing("nothing"),
        missing("(number)"),
        missing("(parent_id)"),
        missing("(name)", table="others"),
        missing("(name)", thing="unique"),
        missing("(name)", kind=Kind.EXTRA),
    ],
)
def test_anything_else_tells_none(difference: Difference) -> None:
    assert not left_behind(span(), [difference])


def test_what_is_not_rebuilt_is_not_asked() -> None:
    assert not left_behind(span(label="other"), [missing("(name)")])


def test_what_was_tried_is_not_tried_again() -> None:
    assert left_behind(span("name"), [missing("(name)"), missing('("when")')]) == {(ITEM, "added")}


def test_a_person_reads_names() -> None:
    assert LeftBehindError(frozenset({(ITEM, "name"), (ITEM, "added")})).names == "shop.item.added, shop.item.name"
