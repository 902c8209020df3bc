"""A model as data, with every form in which the templates need it."""

from collections.abc import Iterator
from dataclasses import dataclass

from . import names
from .kinds import FieldKind

_OWNER_NAMES = ("owner", "user", "created_by", "creator", "author", "customer")


@dataclass(frozen=True, slots=True)
class Target:
    """The model at the other end of a relation.

    ``label``: ``people.Author``. ``reference``: source that names it in a field. ``key``: annotation of its primary
    key. ``factory``: the function in ``tests/factories.py`` that makes one, by calling ``method`` of its manager with
    ``arguments`` (source); a ``local`` target is a model of the same app, whose factory has no need of these.
    ``path``: dotted path of its class, for the user model.
    """

    label: str
    reference: str
    key: str = "int"
    factory: str = ""
    method: str = "create"
    arguments: tuple[str, ...] = ()
    needs: tuple["Target", ...] = ()
    local: bool = False
    manager: str = "objects"
    path: str = ""


USER = Target(
    label="auth.User",
    reference="settings.AUTH_USER_MODEL",
    path="django.contrib.auth.models.User",
    factory="make_user",
    method="create_user",
    arguments=('username=f"user{number}"',),
)


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field. ``minimum``, ``maximum`` and ``default`` are source; an empty text means that there is none."""

    name: str
    kind: FieldKind
    arguments: tuple[tuple[str, str], ...] = ()
    choices: tuple[str, ...] = ()
    target: Target | None = None
    on_delete: str = ""
    related_name: str = ""
    null: bool = False
    blank: bool = False
    unique: bool = False
    index: bool = False
    primary_key: bool = False
    auto: str = ""
    default: str = ""
    minimum: str = ""
    maximum: str = ""

    @property
    def verbose(self) -> str:
        """Name for people: ``unit_price`` → "unit price"."""
        return self.name.replace("_", " ").strip()

    @property
    def many(self) -> bool:
        """Whether it is a many-to-many relation."""
        return self.kind.spelling == "m2m"

    @property
    def attname(self) -> str:
        """Name of the value that other code handles: ``author_id``, ``tag_ids``, ``title``."""
        if self.many:
            return f"{names.singular(self.name)}_ids"
        return f"{self.name}_id" if self.kind.relation else self.name

    @property
    def settable(self) -> bool:
        """Whether somebody gives it a value, rather than the model or the database."""
        return not (self.auto or self.primary_key or self.kind.spelling == "generated")

    @property
    def formable(self) -> bool:
        """Whether a form or a serializer takes a value for it."""
        return self.settable and self.kind.spelling != "binary"

    @property
    def optional(self) -> bool:
        """Whether an object is complete without it."""
        chosen = self.null or self.blank or self.many or self.kind.optional
        return bool(chosen or self.default or self.auto or self.choices)

    @property
    def enum(self) -> str:
        """Name of the enumeration of its choices, inside of its model."""
        return names.camel(self.name) if self.choices else ""

    @property
    def members(self) -> tuple[tuple[str, str, str], ...]:
        """Member name, value and label of each choice."""
        return tuple((names.member(choice), choice, choice.replace("_", " ").lower()) for choice in self.choices)

    @property
    def length(self) -> int:
        """Greatest length of its text; 0 where it has none."""
        return int(dict(self.arguments).get("max_length", 0))

    @property
    def limits(self) -> tuple[tuple[str, str, str], ...]:
        """Validator, lookup and bound of each limit."""
        low = ("MinValueValidator", "gte", self.minimum)
        high = ("MaxValueValidator", "lte", self.maximum)
        return tuple(limit for limit in (low, high) if limit[2])


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """One model of an app. ``condition`` is what this Django calls that argument of ``CheckConstraint``."""

    name: str
    label: str
    fields: tuple[FieldSpec, ...]
    condition: str = "condition"

    @property
    def snake(self) -> str:
        """Name of a variable: ``order_item``."""
        return names.snake(self.name)

    @property
    def plural(self) -> str:
        """Name of a variable with many: ``order_items``, ``series_list`` where the plural is no other word."""
        plural = names.plural(self.snake)
        return plural if plural != self.snake else f"{plural}_list"

    @property
    def verbose(self) -> str:
        """Name for people: "order item"."""
        return names.words(self.name)

    @property
    def verbose_plural(self) -> str:
        """Name of many for people: "order items"."""
        return names.plural(self.verbose)

    @property
    def a_verbose(self) -> str:
        """Name with its article: "an order item"."""
        return names.article(self.verbose)

    @property
    def route(self) -> str:
        """Part of a URL: ``order-items``."""
        return names.plural(self.snake).replace("_", "-")

    @property
    def basename(self) -> str:
        """Prefix of the names of its URLs: ``order-item``."""
        return self.snake.replace("_", "-")

    @property
    def owner(self) -> FieldSpec | None:
        """The field that names the user to whom an object belongs, if there is one."""
        users = [spec for spec in self.fields if spec.kind.spelling == "user"]
        named = [spec for name in _OWNER_NAMES for spec in users if spec.name == name]
        required = [spec for spec in users if not spec.null]
        return next(iter(named or (required if len(required) == 1 else ())), None)

    @property
    def key(self) -> FieldSpec | None:
        """The primary key, where it is not the automatic one."""
        return next((spec for spec in self.fields if spec.primary_key), None)

    @property
    def key_type(self) -> str:
        """Annotation of the primary key."""
        return self.key.kind.python if self.key else "int"

    @property
    def title(self) -> FieldSpec | None:
        """The field that says what an object is called."""
        texts = [spec for spec in self.fields if spec.kind.text and spec.settable and spec.kind.spelling != "filepath"]
        return next((spec for spec in texts if not spec.optional), next(iter(texts), None))

    @property
    def settable(self) -> tuple[FieldSpec, ...]:
        """Fields that somebody gives a value, the owner among them."""
        return tuple(spec for spec in self.fields if spec.settable)

    @property
    def formable(self) -> tuple[FieldSpec, ...]:
        """Fields that a form or a serializer takes values for: all settable ones but the owner."""
        return tuple(spec for spec in self.fields if spec.formable and spec is not self.owner)

    @property
    def changeable(self) -> tuple[FieldSpec, ...]:
        """Fields that can be changed in an existing object: all settable ones but the owner."""
        return tuple(spec for spec in self.settable if spec is not self.owner)

    @property
    def columns(self) -> tuple[FieldSpec, ...]:
        """Fields that live in the model's own table."""
        return tuple(spec for spec in self.fields if not spec.many)

    @property
    def many(self) -> tuple[FieldSpec, ...]:
        """Many-to-many relations."""
        return tuple(spec for spec in self.fields if spec.many)

    @property
    def related(self) -> tuple[FieldSpec, ...]:
        """Relations that every object in a test has: those that it can't do without, and the owner."""
        return tuple(spec for spec in self.columns if spec.target and (not spec.null or spec is self.owner))

    @property
    def choices(self) -> tuple[FieldSpec, ...]:
        """Fields with choices."""
        return tuple(spec for spec in self.fields if spec.choices)

    @property
    def files(self) -> tuple[FieldSpec, ...]:
        """Fields that hold uploaded files."""
        return tuple(spec for spec in self.fields if spec.kind.file)

    @property
    def limited(self) -> tuple[FieldSpec, ...]:
        """Fields with a least or a greatest value."""
        return tuple(spec for spec in self.fields if spec.limits)

    @property
    def order(self) -> str:
        """The field by which objects are sorted, newest first."""
        return next((spec.name for spec in self.fields if spec.auto == "auto_now_add"), "")

    @property
    def ordering(self) -> tuple[str, ...]:
        """``Meta.ordering``: total, so that pages never overlap."""
        return (f"-{self.order}", "-pk") if self.order else ("-pk",)

    @property
    def viewset(self) -> str:
        """Name of its ViewSet."""
        return f"{self.name}ViewSet"

    @property
    def filters(self) -> tuple[str, ...]:
        """Fields by which lists are filtered: choices, truth values and relations."""
        kinds = {"choice", "bool", "fk", "o2o", "m2m"}
        return tuple(spec.name for spec in self.fields if spec.kind.spelling in kinds)

    @property
    def sortable(self) -> tuple[str, ...]:
        """Fields by which lists can be sorted."""
        texts = (self.title.name,) if self.title else ()
        kinds = {"date", "datetime", "time", "duration"}
        return texts + tuple(spec.name for spec in self.fields if spec.kind.number or spec.kind.spelling in kinds)

    @property
    def data_names(self) -> tuple[str, ...]:
        """Names of the public data structures that describe it."""
        return (f"{self.name}Data", f"{self.name}Page", *(f"{self.name}{spec.enum}" for spec in self.choices))

    @property
    def api_names(self) -> tuple[str, ...]:
        """Names that its part of the Python API exports."""
        verbs = tuple(f"{verb}_{self.snake}" for verb in ("create", "delete", "get", "update"))
        return (f"{self.name}NotFoundError", f"list_{self.plural}", *verbs)

    def targets(self) -> Iterator[Target]:
        """Yield what its relations point to."""
        yield from (spec.target for spec in self.fields if spec.target)

    def name_for(self, *parts: str) -> str:
        """Return a name for an index or a constraint that no other app and no other model has."""
        return names.short_name(self.label, self.snake, *parts)
