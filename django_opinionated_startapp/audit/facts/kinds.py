"""What is known about one module: rows that JSON can hold, read from the source once and from the cache afterwards.

**Paths.** What an expression refers to is written as a path, resolved through imports and through variables that were
given a value just before:

===============================  ===================================================================
``orders.models.Order.objects``  starts with something imported, or defined at the top level of this module
``builtins.open``                a built-in
``self.items``, ``cls.items``    the first argument of a method
``.order.save``                  a parameter, or a variable whose value is not known
``?.join``                       anything else (a literal, an operation)
``f().x``, ``f[].x``             ``()`` stands for a call, ``[]`` for a subscript or for an item of a loop
===============================  ===================================================================

So ``for order in Order.objects.all(): order.save()`` calls ``orders.models.Order.objects.all()[].save``.

**Scopes.** ``scope`` is the qualified name of the function or class around (``Config.ready``), "" for the module.
"""

from typing import NamedTuple

from .values import Raw, Value, path_of, value_of

# A body: JSON of each of its parts, so that a rule pays only for those that it asks for. JSON never holds a tab.
SECTIONS = ("functions", "assigns", "calls", "uses", "returns", "conditions")
SEPARATOR = "\t"


class Where:
    """What stands around a row, as bits. No bit means that importing the module runs it, in any case.

    Plain numbers, since those of ``enum`` take ten times as long to combine, and flags are asked for with every call.
    """

    FUNCTION = 1  # in a function, so it doesn't run at import
    LAMBDA = 2
    NESTED = 4  # in a function that is defined in a function
    TYPING = 8  # under TYPE_CHECKING, in any of its spellings
    TRY = 16  # in a try statement
    CONDITIONAL = 32  # under if, for, while, match or in a conditional expression
    ATOMIC = 64  # in `with transaction.atomic()` or a function decorated with it
    ON_COMMIT = 128  # among the arguments of `transaction.on_commit(…)`, lambdas included
    LOOP = 256
    DECORATOR = 512


class Import(NamedTuple):
    """One imported name.

    ``target`` is what is imported, absolute: ``orders.models.Order``, or ``orders.models`` for a plain import.
    ``module`` is what stands behind ``from`` (absolute too) or ``import``. ``name`` is "" for a plain import and may
    be ``*``. ``bound`` is the name that the module has for it. ``level`` counts the dots of a relative import.
    """

    target: str
    module: str
    name: str
    bound: str
    line: int
    column: int
    scope: str
    flags: int
    level: int

    @property
    def typing_only(self) -> bool:
        """Whether it is under TYPE_CHECKING."""
        return bool(self.flags & Where.TYPING)

    @property
    def at_import(self) -> bool:
        """Whether it runs when the module is imported."""
        return not self.flags & (Where.FUNCTION | Where.TYPING)


class Call(NamedTuple):
    """A call, or a decorator (then with ``Where.DECORATOR``, and without arguments where it is not called).

    ``path`` is what is called, ``line`` and ``column`` are where the expression starts. A loop over what a call has
    made is a call too, of ``builtins.iter``.
    """

    path: str
    line: int
    column: int
    scope: str
    flags: int
    raw_args: list[Raw]
    raw_keywords: dict[str, Raw]

    @property
    def name(self) -> str:
        """The last part of the path: ``filter`` for ``orders.models.Order.objects.filter``."""
        return self.path.rpartition(".")[2]

    @property
    def args(self) -> tuple[Value, ...]:
        """The positional arguments."""
        return tuple(map(value_of, self.raw_args))

    @property
    def keywords(self) -> dict[str, Value]:
        """The keyword arguments; ``**`` is left out."""
        return {name: value_of(raw) for name, raw in self.raw_keywords.items()}

    def raw(self, position: int | None, keyword: str = "") -> Raw:
        """Return the argument at ``position`` or called ``keyword``, as JSON; None where there is none."""
        if keyword in self.raw_keywords:
            return self.raw_keywords[keyword]
        return self.raw_args[position] if position is not None and position < len(self.raw_args) else None

    def has(self, position: int | None, keyword: str = "") -> bool:
        """Tell whether there is an argument at ``position`` or called ``keyword``."""
        return keyword in self.raw_keywords or (position is not None and position < len(self.raw_args))

    def arg(self, position: int | None, keyword: str = "") -> Value:
        """Return the argument at ``position`` or called ``keyword``; None where there is none."""
        return value_of(self.raw(position, keyword))

    def text(self, position: int | None, keyword: str = "") -> str:
        """Return the argument if it is a string, else ""."""
        raw = self.raw(position, keyword)
        return raw if isinstance(raw, str) else ""

    def ref(self, position: int | None, keyword: str = "") -> str:
        """Return the path of the argument if it is a name, a chain or a call (``f()``), else ""."""
        return path_of(self.raw(position, keyword))


class Class(NamedTuple):
    """A class. ``name`` is its qualified name; ``bases`` are paths. ``meta`` holds what its inner ``Meta`` assigns.

    ``Meta`` itself is a class of its own among the facts (``Order.Meta``).
    """

    name: str
    bases: tuple[str, ...]
    line: int
    column: int
    scope: str
    flags: int
    decorators: tuple[Call, ...]
    documented: bool
    statements: int
    meta: dict[str, Raw]

    @property
    def simple_name(self) -> str:
        """The last part of the qualified name."""
        return self.name.rpartition(".")[2]


class Param(NamedTuple):
    """A parameter. ``kind`` is one of ``positional-only``, ``positional``, ``*``, ``keyword-only`` and ``**``.

    ``annotation`` holds the paths of all names in it (strings read as code); None where there is no annotation.
    """

    name: str
    kind: str
    annotation: tuple[str, ...] | None
    default: bool


class Function(NamedTuple):
    """A function or method. ``name`` is its qualified name, ``owner`` that of the class that it is a method of.

    ``returns`` is the annotation, as in ``Param``. ``statements`` counts those inside without the docstring, at any
    depth; a compound statement counts as one plus what is in it.
    """

    name: str
    line: int
    column: int
    owner: str
    scope: str
    flags: int
    params: tuple[Param, ...]
    returns: tuple[str, ...] | None
    decorators: tuple[Call, ...]
    documented: bool
    is_async: bool
    statements: int

    @property
    def simple_name(self) -> str:
        """The last part of the qualified name."""
        return self.name.rpartition(".")[2]

    @property
    def public(self) -> bool:
        """Whether it is defined in the module itself, under a name without a leading underscore."""
        return not self.scope and not self.name.startswith("_")


class Assign(NamedTuple):
    """An assignment in a module or class body, also where it stands under ``if``, ``try`` or ``with``.

    Of what functions do there is only what adds to, or takes out of, a name in capitals, as of a setting.

    ``operation`` is ``=``, ``+=`` (or another augmented one), a method of lists and dictionaries (``append``,
    ``extend``, ``insert``, ``remove``, ``update``; ``raw`` is then its last argument), or ``[]=``. In the last
    case ``target`` has the key: ``DATABASES['default']``.
    """

    target: str
    operation: str
    raw: Raw
    line: int
    column: int
    scope: str
    flags: int
    annotation: tuple[str, ...] | None

    @property
    def value(self) -> Value:
        """What is assigned."""
        return value_of(self.raw)

    @property
    def path(self) -> str:
        """The path of what is assigned if it is a name, a chain or a call (``f()``), else ""."""
        return path_of(self.raw)


class Use(NamedTuple):
    """A use of an imported name that is not the callee of a call.

    ``role`` says as what: ``argument`` (of a call to ``callee``), ``base``, ``annotation``, ``decorator`` or
    ``value``.
    """

    path: str
    line: int
    column: int
    scope: str
    flags: int
    role: str
    callee: str


class Return(NamedTuple):
    """A ``return`` (or ``yield``) with a value, in the function ``scope``."""

    scope: str
    raw: Raw
    line: int
    column: int

    @property
    def path(self) -> str:
        """The path of what is returned if it is a name, a chain or a call (``f()``), else ""."""
        return path_of(self.raw)


class Mention(NamedTuple):
    """A string (or setting) that names a part of the project.

    ``kind``: ``relation`` (target of a foreign key, as written: ``orders.Order``, ``Order``, ``self`` or
    ``settings.AUTH_USER_MODEL``), ``model`` (``get_model``: ``orders.Order``), ``class`` (``get_class`` and other
    loaders, ``import_string``: dotted), ``include`` (dotted module of URLs), ``url`` (``reverse``, ``redirect``:
    ``ns:name``), ``task`` (``send_task``: dotted), ``sender`` (``orders.Order``), ``label`` (compared with an
    ``app_label``), ``compared`` (no string: ``sender``, ``sender._meta.label``, ``instance._meta``), ``dependency``
    (of a migration: ``orders.0001_initial``).
    """

    kind: str
    text: str
    line: int
    column: int
    scope: str
    flags: int


class Condition(NamedTuple):
    """The test of an ``if`` at the top level of a module: the paths and the strings in it."""

    paths: tuple[str, ...]
    texts: tuple[str, ...]
    line: int
    column: int
