"""Values of every kind through the writer and back."""

import datetime as dt
import decimal
import enum
import functools
import re
import uuid
from collections.abc import Callable

from django.core import validators
from django.db import migrations, models
from django.db.migrations import swappable_dependency
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy, override
from hypothesis import given, settings
from hypothesis import strategies as st

from django_opinionated_startapp.squash.carry import Step, differences, source_of
from tests.squash.carry.packages import migration


class Colour(enum.Enum):
    RED = 1


class Right(enum.Flag):
    READ = 1
    WRITE = 2


class Size(models.IntegerChoices):
    SMALL = 1


class Outer:
    class Inner:
        pass

    @classmethod
    def make(cls) -> str:
        return cls.__name__


def folder(instance: object, name: str, prefix: str = "") -> str:
    return f"{prefix}{instance}{name}"


def spelled(value: object) -> str:
    """Return what is written for a default; it means the same, or this fails."""
    field = models.JSONField(default=value)
    text = migration([Step(migrations.AddField("item", "a", field, preserve_default=True), None)])
    source = source_of(text, "tests.squash", 300)
    assert differences(text, source, "tests.squash") == ()
    return source.partition("JSONField(default=")[2].partition("),\n")[0]


def test_values_that_hold_others() -> None:
    assert spelled([1, ("a",), (), [], {}, set(), frozenset()]) == '[1, ("a",), (), [], {}, set(), frozenset()]'
    assert spelled({"b", "a", "c"}) == '{"a", "b", "c"}'
    assert spelled(frozenset({3, 2})) == "frozenset({2, 3})"
    assert spelled({"b": [Size.SMALL], "a": None}) == '{"b": [1], "a": None}'
    assert spelled(functools.partial(folder, 1, prefix="x")) == (
        'functools.partial(tests.squash.carry.test_values.folder, 1, prefix="x")'
    )
    assert spelled(functools.partial(folder, **{"not a name": 1})) == (
        'functools.partial(tests.squash.carry.test_values.folder, **{"not a name": 1})'
    )


def test_values_with_names() -> None:
    assert spelled(Colour.RED) == 'tests.squash.carry.test_values.Colour["RED"]'
    assert spelled(Right.READ) == 'tests.squash.carry.test_values.Right["READ"]'
    both = "tests.squash.carry.test_values.Right[{}]"
    assert spelled(Right.READ | Right.WRITE) == f"{both.format(chr(34) + 'READ' + chr(34))} | " + both.format(
        '"WRITE"'
    )
    assert spelled(Right(0)) == "tests.squash.carry.test_values.Right(0)"
    assert spelled(Outer.Inner) == "tests.squash.carry.test_values.Outer.Inner"
    assert spelled(Outer.make) == "tests.squash.carry.test_values.Outer.make"
    assert spelled([type(None), int, models.CASCADE, models.Model, migrations.RunPython.noop, dt.date.today]) == (
        "[type(None), int, models.CASCADE, models.Model, migrations.RunPython.noop, datetime.date.today]"
    )
    assert spelled(swappable_dependency) == "migrations.swappable_dependency"


def test_leaves_are_written_by_django() -> None:
    assert spelled(decimal.Decimal("1.50")) == 'Decimal("1.50")'
    assert spelled(re.compile("a", re.IGNORECASE)).startswith('re.compile("a", ')
    assert spelled(uuid.UUID(int=1)) == 'uuid.UUID("00000000-0000-0000-0000-000000000001")'
    assert spelled(dt.timedelta(days=1)) == "datetime.timedelta(days=1)"
    assert spelled(float("inf")) == 'float("inf")'
    assert spelled(validators.RegexValidator("^a$", code="x")) == (
        'django.core.validators.RegexValidator("^a$", code="x")'
    )


def test_lazy_values_are_written_as_what_they_stand_for() -> None:
    with override("de"):
        assert spelled(gettext_lazy("Yes")) == '"Yes"'
    assert spelled(SimpleLazyObject(functools.partial(int, 3))) == "3"


scalars = st.none() | st.booleans() | st.integers() | st.text() | st.binary() | st.floats(allow_nan=False) | st.uuids()
times = st.dates() | st.timedeltas() | st.times() | st.decimals(allow_nan=False)
simple = scalars | times | st.sampled_from([Colour.RED, int, folder])
hashable = st.text() | st.integers()
values = st.recursive(
    simple,
    lambda inner: (
        st.lists(inner)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(), inner)
        | st.sets(hashable)
        | st.frozensets(hashable)
    ),
    max_leaves=8,
)
FIELDS: list[Callable[..., models.Field]] = [models.CharField, models.JSONField, models.BinaryField]


@settings(max_examples=40)
@given(
    fields=st.lists(
        st.tuples(
            st.sampled_from(FIELDS),
            st.fixed_dictionaries(
                {},
                optional={
                    "default": values,
                    "help_text": st.text(),
                    "verbose_name": st.text(min_size=1),
                    "null": st.booleans(),
                    "choices": st.lists(st.tuples(hashable, st.text()), min_size=1),
                    "db_column": st.text(min_size=1),
                },
            ),
        ),
        max_size=4,
    ),
    sql=st.text() | st.lists(st.text()),
    hints=st.dictionaries(st.text(), values),
)
def test_whatever_the_values_the_file_says_what_was_meant(
    fields: list[tuple[Callable[..., models.Field], dict[str, object]]],
    sql: str | list[str],
    hints: dict[str, object],
) -> None:
    named = [(f"f{number}", kind(**options)) for number, (kind, options) in enumerate(fields)]
    steps = [
        Step(migrations.CreateModel("Item", named, {"ordering": ["f1"]}), None),
        Step(migrations.RunSQL(sql, sql, hints=hints), None),
        *(Step(migrations.AddField("other", name, field), None) for name, field in named),
    ]
    text = migration(steps)
    source = source_of(text, "tests.squash")
    assert differences(text, source, "tests.squash") == ()
    assert source_of(text, "tests.squash") == source
