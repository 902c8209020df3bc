"""The kinds of model fields that a field spec can name, as data: one row for each Django field class."""

from dataclasses import dataclass

_TEXT_LENGTH = 200
_LENGTH = (("max_length", ""),)


@dataclass(frozen=True, slots=True)
class FieldKind:
    """What is the same for all fields of one class.

    ``spelling``: the name in a field spec. ``field``: the Django field class. ``python``: annotation of its values.
    ``arguments``: the keyword arguments that the spec's colon-separated parts fill, in order, with their defaults.
    ``extra``: source of more keyword arguments. ``sample``/``other``: source of two valid values, and ``numbered`` of
    one that is different for every ``number``; empty where samples.py makes them. ``invalid``: source of a value that
    no form accepts, if there is one. ``least``: the shortest ``max_length`` that such values fit into. ``needs``: the
    package that it needs.
    """

    spelling: str
    field: str
    python: str
    sample: str
    other: str
    numbered: str = ""
    invalid: str = ""
    arguments: tuple[tuple[str, int | str], ...] = ()
    extra: str = ""
    text: bool = False
    number: bool = False
    file: bool = False
    optional: bool = False
    key: bool = False
    relation: bool = False
    least: int = 1
    needs: str = ""

    @property
    def aliases(self) -> tuple[str, ...]:
        """Every spelling, in lower case: ``posint``, ``positiveintegerfield``, ``positiveinteger``."""
        lower = self.field.lower()
        return (self.spelling, lower, lower.removesuffix("field"))


def _integer(spelling: str, field: str) -> FieldKind:
    return FieldKind(spelling, field, "int", "", "", "", '"x"', number=True)


def _relation(spelling: str, field: str) -> FieldKind:
    return FieldKind(spelling, field, "int", "", "", relation=True, arguments=(("to", ""),))


KINDS = (
    FieldKind("str", "CharField", "str", "", "", "", '""', text=True, arguments=(("max_length", _TEXT_LENGTH),)),
    FieldKind("text", "TextField", "str", "", "", "", '""', text=True),
    FieldKind(
        "slug",
        "SlugField",
        "str",
        '"a-slug"',
        '"other"',
        'f"slug-{number}"',
        '"no slug"',
        text=True,
        key=True,
        arguments=_LENGTH,
    ),
    FieldKind(
        "email",
        "EmailField",
        "str",
        '"a@example.com"',
        '"b@example.com"',
        'f"user{number}@example.com"',
        '"nobody"',
        text=True,
        least=30,
        arguments=_LENGTH,
    ),
    FieldKind(
        "url",
        "URLField",
        "str",
        '"https://example.com/a"',
        '"https://example.com/b"',
        'f"https://example.com/{number}"',
        '"nowhere"',
        text=True,
        least=30,
        arguments=_LENGTH,
    ),
    _integer("int", "IntegerField"),
    _integer("bigint", "BigIntegerField"),
    _integer("smallint", "SmallIntegerField"),
    _integer("posint", "PositiveIntegerField"),
    _integer("posbigint", "PositiveBigIntegerField"),
    _integer("possmallint", "PositiveSmallIntegerField"),
    FieldKind("float", "FloatField", "float", "", "", "", '"x"', number=True),
    FieldKind(
        "decimal",
        "DecimalField",
        "Decimal",
        "",
        "",
        "",
        '"x"',
        number=True,
        arguments=(("max_digits", 10), ("decimal_places", 2)),
    ),
    FieldKind("bool", "BooleanField", "bool", "True", "False", optional=True),
    FieldKind(
        "date",
        "DateField",
        "dt.date",
        "dt.date(2024, 1, 31)",
        "dt.date(2024, 2, 29)",
        "dt.date(2024, 1, 1) + dt.timedelta(days=number)",
        '"x"',
    ),
    FieldKind(
        "datetime",
        "DateTimeField",
        "dt.datetime",
        'dt.datetime.fromisoformat("2024-01-31T12:00:00+00:00")',
        'dt.datetime.fromisoformat("2024-02-29T12:00:00+00:00")',
        'dt.datetime.fromisoformat("2024-01-01T00:00:00+00:00") + dt.timedelta(days=number)',
        '"x"',
    ),
    FieldKind(
        "time",
        "TimeField",
        "dt.time",
        "dt.time(12, 30)",
        "dt.time(13, 30)",
        "dt.time(number % 24, number // 24)",
        '"x"',
    ),
    FieldKind(
        "duration",
        "DurationField",
        "dt.timedelta",
        "dt.timedelta(minutes=5)",
        "dt.timedelta(minutes=6)",
        "dt.timedelta(minutes=number)",
        '"x"',
    ),
    FieldKind(
        "uuid",
        "UUIDField",
        "UUID",
        "UUID(int=1)",
        "UUID(int=2)",
        "UUID(int=number)",
        '"x"',
        key=True,
    ),
    FieldKind(
        "ip",
        "GenericIPAddressField",
        "str",
        '"192.0.2.1"',
        '"192.0.2.2"',
        'f"192.0.{number // 256}.{number % 256}"',
        '"nowhere"',
    ),
    FieldKind(
        "json",
        "JSONField",
        "dict[str, object]",
        '{"key": "value"}',
        '{"key": "other"}',
        '{"key": number}',
        extra="blank=True, default=dict",
        optional=True,
    ),
    FieldKind(
        "binary", "BinaryField", "bytes", 'b"data"', 'b"other"', extra="blank=True, default=bytes", optional=True
    ),
    FieldKind("file", "FileField", "str", '"a.txt"', '"b.txt"', 'f"{number}.txt"', file=True),
    FieldKind("image", "ImageField", "str", '"a.gif"', '"b.gif"', 'f"{number}.gif"', file=True, needs="PIL"),
    FieldKind(
        "filepath",
        "FilePathField",
        "str",
        '""',
        '""',
        extra="blank=True",
        optional=True,
        text=True,
        arguments=(("path", ""),),
    ),
    FieldKind("auto", "AutoField", "int", "", "", key=True, number=True),
    FieldKind("bigauto", "BigAutoField", "int", "", "", key=True, number=True),
    FieldKind("smallauto", "SmallAutoField", "int", "", "", key=True, number=True),
    FieldKind("choice", "CharField", "str", "", "", "", '"no choice"', arguments=(("choices", ""),)),
    FieldKind("generated", "GeneratedField", "str", "", "", arguments=(("function", ""), ("of", ""))),
    _relation("fk", "ForeignKey"),
    _relation("o2o", "OneToOneField"),
    _relation("m2m", "ManyToManyField"),
    _relation("user", "ForeignKey"),
)

KIND_BY_SPELLING = {alias: kind for kind in reversed(KINDS) for alias in kind.aliases}
