"""A model as data, with every form in which the templates need it."""

from collections.abc import Iterator
from dataclasses import dataclass

from . import names
from .kinds import FieldKind
from .surroundings import USER, Existing, Target

__all__ = ["USER", "Existing", "FieldSpec", "ModelSpec", "Target"]

_OWNER_NAMES = ("owner", "user", "created_by", "creator", "author", "customer")


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field. ``minimum``, ``maximum`` and ``default`` are source; an empty text means that there is none.

    ``auto``: the argument that lets something else than a person set it, or another word where the field is there
    already. ``column``: its column, where that is not called as Django would call it. ``member_names``: what code
    calls its choices, where that does not follow from them. ``wanted``: forms ask for it, though NULL could be stored.
    ``least`` and ``greatest``: what constraints allow, where no validator says so too. ``together``: it is unique
    together with others.
    """

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
    column: str = ""
    member_names: tuple[str, ...] = ()
    wanted: bool = False
    least: str = ""
    greatest: str = ""
    together: bool = False

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
        return bool(chosen or self.default or self.auto)

    @property
    def enum(self) -> str:
        """Name of the enumeration of its choices, inside of its model."""
        return names.camel(self.name) if self.choices else ""

    @property
    def differs(self) -> bool:
        """Whether tests give every object another value."""
        return self.unique or self.together

    @property
    def invalid(self) -> str:
        """Source of a value that a form refuses; empty where there is none."""
        return "" if self.kind.invalid == '""' and (self.blank or self.null) else self.kind.invalid

    @property
    def members(self) -> tuple[tuple[str, str, str], ...]:
        """Member name, value and label of each choice."""
        members = self.member_names or tuple(names.member(choice) for choice in self.choices)
        labels = (choice.replace("_", " ").lower() for choice in self.choices)
        return tuple(zip(members, self.choices, labels, strict=True))

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
    """One model of an app. ``condition`` is what this Django calls that argument of ``CheckConstraint``.

    ``existing``: what is known of it, where it is there already and only the layers around it are made.
    ``table``: the table that it describes, where that was there first, and ``unique_together`` what is unique in it.
    """

    name: str
    label: str
    fields: tuple[FieldSpec, ...]
    condition: str = "condition"
    existing: Existing | None = None
    table: str = ""
    unique_together: tuple[tuple[str, ...], ...] = ()

    @property
    def described(self) -> bool:
        """Whether it comes from a model or a table that was there first, rather than from a spec."""
        return bool(self.existing or self.table)

    @property
    def snake(self) -> str:
        """Name of a variable: ``order_item``."""
        return names.snake(self.name)

    @property
    def variable(self) -> str:
        """Name of a variable beside those for the fields: ``order``, ``size_`` where a field is called ``size``."""
        return self._beside_fields(self.snake)

    @property
    def id_name(self) -> str:
        """Name of the parameter that says which object is meant: ``order_id``, ``order_pk`` where a field has that."""
        return self._beside_fields(f"{self.snake}_id", f"{self.snake}_pk")

    def _beside_fields(self, *candidates: str) -> str:
        """Return the first name that no field has; none of a field ends with an underscore."""
        taken = {name for spec in self.fields for name in (spec.name, spec.attname)}
        return next((name for name in candidates if name not in taken), f"{candidates[-1]}_")

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
        return tuple(
            spec
            for spec in self.columns
            if spec.target and spec.settable and (not spec.null or spec.wanted or spec is self.owner)
        )

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
        if self.existing:
            return ""
        return next((spec.name for spec in self.fields if spec.auto == "auto_now_add"), "")

    @property
    def ordering(self) -> tuple[str, ...]:
        """``Meta.ordering``: total, so that pages never overlap."""
        return (f"-{self.order}", "-pk") if self.order else ("-pk",)

    @property
    def manager(self) -> str:
        """Name of its manager."""
        return self.existing.manager if self.existing else "objects"

    @property
    def sorting(self) -> str:
        """Source that sorts a queryset, where the model does not see to that itself."""
        if self.existing is None:
            return ""
        return f".order_by({', '.join(names.quoted(name) for name in self.existing.ordering)})"

    @property
    def newest_first(self) -> bool:
        """Whether of any two objects the later one comes first."""
        if self.existing and self.existing.ordering != ("-pk",):
            return False
        return bool(self.order) or self.key_type != "UUID"

    def seen_by(self, user: str, scope: str = "visible_to") -> str:
        """Return the source of the part of a query that finds what ``user``, an expression, may see.

        ``scope`` is the method of its querysets that finds it, where the model is not there yet.
        """
        if self.owner is None:
            return "all()"
        scope = self.existing.scope if self.existing else scope
        return f"{scope}({user})" if scope else f"filter({self.owner.attname}={user}.pk)"

    @property
    def chosen(self) -> tuple[FieldSpec, ...]:
        """Fields for which one of their choices has to be given."""
        return tuple(spec for spec in self.choices if spec.settable and not (spec.default or spec.blank))

    @property
    def checked(self) -> tuple[FieldSpec, ...]:
        """Fields whose limits hold for every row, so that the data class may insist on them."""
        return () if self.existing or self.table else self.limited

    @property
    def viewset(self) -> str:
        """Name of its ViewSet."""
        return f"{self.name}ViewSet"

    @property
    def filters(self) -> tuple[str, ...]:
        """Fields by which lists are filtered: choices, truth values and relations, if forms know them."""
        kinds = {"choice", "bool", "fk", "o2o", "m2m"}
        return tuple(spec.name for spec in self.fields if spec.kind.spelling in kinds and spec.auto != "not editable")

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
