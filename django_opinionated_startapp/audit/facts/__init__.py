"""What rules may ask of a module: imports, classes, functions, calls, strings that name parts of the project.

The rows are explained in ``kinds``, values in ``values``. Facts come in two parts. The outline (imports, classes,
names, mentions) is what questions about the whole project need, and stays in memory. The body (functions,
assignments, calls, uses, returns) is several times as large; it is made from JSON when it is asked for and forgotten
soon, so that a project of any size fits.
"""

import json
from functools import cached_property
from typing import Any

from ..comments import Comment
from .kinds import (
    SECTIONS,
    SEPARATOR,
    Assign,
    Call,
    Class,
    Condition,
    Function,
    Import,
    Mention,
    Param,
    Return,
    Use,
    Where,
)
from .values import (
    OPAQUE,
    Binary,
    Either,
    Joined,
    Made,
    Opaque,
    Ref,
    Seq,
    Star,
    Table,
    Value,
)

__all__ = [
    "OPAQUE",
    "Assign",
    "Binary",
    "Body",
    "Call",
    "Class",
    "Condition",
    "Either",
    "Function",
    "Import",
    "Joined",
    "Made",
    "Mention",
    "Opaque",
    "Outline",
    "Param",
    "Ref",
    "Return",
    "Seq",
    "Star",
    "Table",
    "Use",
    "Value",
    "Where",
]

_SEPARATOR = SEPARATOR.encode()


class Outline:
    """The part of a module's facts that is always there.

    ``error`` says why the module could not be read ("" where it could; everything else is empty otherwise).
    ``names`` maps what the module binds at its top level to the line of the first binding.
    ``exports`` is ``__all__`` (None where there is none). ``statements`` counts all statements, at any depth.
    ``comments`` are those that are meant for the audit.
    """

    __slots__ = (
        "_bound",
        "classes",
        "comments",
        "documented",
        "error",
        "exports",
        "imports",
        "mentions",
        "names",
        "statements",
    )

    def __init__(self, data: dict[str, Any]) -> None:
        """Take the JSON of ``extract``."""
        self.error: str = data.get("error", "")
        self.documented: bool = data.get("documented", False)
        self.statements: int = data.get("statements", 0)
        exports = data.get("exports")
        self.exports: tuple[str, ...] | None = None if exports is None else tuple(exports)
        self.names: dict[str, int] = data.get("names", {})
        self.imports = tuple(map(Import._make, data.get("imports", ())))
        self.mentions = tuple(map(Mention._make, data.get("mentions", ())))
        self.classes = tuple(map(_class, data.get("classes", ())))
        self.comments = tuple(map(_comment, data.get("comments", ())))
        self._bound: dict[str, Import] | None = None

    @property
    def bound(self) -> dict[str, Import]:
        """The imports of the top level by the name that they bind."""
        if self._bound is None:
            self._bound = {each.bound: each for each in self.imports if not each.scope}
        return self._bound


class Body:
    """The part of a module's facts that is made when it is needed, section by section."""

    def __init__(self, payload: bytes) -> None:
        """Take the text of ``extract``, encoded."""
        self._sections = dict(zip(SECTIONS, payload.split(_SEPARATOR), strict=True))

    def _rows(self, section: str) -> list[Any]:
        rows: list[Any] = json.loads(self._sections.pop(section).decode())
        return rows

    @cached_property
    def functions(self) -> tuple[Function, ...]:
        """Functions and methods, in the order of the source."""
        return tuple(map(_function, self._rows("functions")))

    @cached_property
    def assigns(self) -> tuple[Assign, ...]:
        """Assignments in module and class bodies, in the order of the source."""
        return tuple(map(_assign, self._rows("assigns")))

    @cached_property
    def calls(self) -> tuple[Call, ...]:
        """Calls, those inside an expression before those around them."""
        return tuple(map(Call._make, self._rows("calls")))

    @cached_property
    def uses(self) -> tuple[Use, ...]:
        """Uses of imported names other than calling them."""
        return tuple(map(Use._make, self._rows("uses")))

    @cached_property
    def returns(self) -> tuple[Return, ...]:
        """Returned values."""
        return tuple(map(Return._make, self._rows("returns")))

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """Tests of ``if`` at the top level."""
        return tuple(
            Condition(tuple(paths), tuple(texts), line, column)
            for paths, texts, line, column in self._rows("conditions")
        )


def _class(row: list[Any]) -> Class:
    name, bases, line, column, scope, flags, decorators, documented, statements, meta = row
    calls = tuple(map(Call._make, decorators))
    return Class(name, tuple(bases), line, column, scope, flags, calls, documented, statements, meta)


def _comment(row: list[Any]) -> Comment:
    line, column, first, last, rules, *texts = row
    return Comment(line, column, first, last, tuple(rules), *texts)


def _names(names: list[str] | None) -> tuple[str, ...] | None:
    return None if names is None else tuple(names)


def _assign(row: list[Any]) -> Assign:
    return Assign._make(row if row[-1] is None else (*row[:-1], tuple(row[-1])))


def _function(row: list[Any]) -> Function:
    name, line, column, owner, scope, flags, params, returns, decorators, documented, is_async, statements = row
    return Function(
        name,
        line,
        column,
        owner,
        scope,
        flags,
        tuple(Param(each, kind, _names(names), default) for each, kind, names, default in params),
        _names(returns),
        tuple(map(Call._make, decorators)),
        documented,
        is_async,
        statements,
    )
