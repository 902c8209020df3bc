"""Answers which functions of a module receive signals, and which signals it defines."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ..facts import Call, Function, Ref, Seq, Value, Where
from ..project import Module, Project

_DECORATORS = ("django.dispatch.receiver", "django.dispatch.dispatcher.receiver")
_SIGNAL = ("django.dispatch.Signal", "django.dispatch.dispatcher.Signal", "django.db.models.signals.ModelSignal")
_OF_MODELS = ("pre_init", "post_init", "pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed")
_MODEL_SIGNALS = frozenset(f"django.db.models.signals.{name}" for name in _OF_MODELS)


@dataclass(frozen=True, slots=True)
class Receiver:
    """A connection of a function to signals: ``row`` is the decorator or the call of ``connect``.

    ``function`` is the qualified name in the same module, "" where the function is from elsewhere. ``signals`` are
    paths, resolved. ``has_sender`` tells whether the connection names one.
    """

    function: str
    signals: tuple[str, ...]
    has_sender: bool
    row: Call

    @property
    def of_models(self) -> bool:
        """Whether one of the signals is that of a model that is saved, deleted, made or related."""
        return not _MODEL_SIGNALS.isdisjoint(self.signals)

    @property
    def for_setup(self) -> bool:
        """Whether it runs before or after migrations."""
        return any(signal.endswith("_migrate") for signal in self.signals)

    @property
    def at_import(self) -> bool:
        """Whether importing the module makes the connection."""
        return not self.row.flags & (Where.FUNCTION | Where.TYPING)


def deals_with_signals(module: Module) -> bool:
    """Tell, from the outline alone, whether the module may have receivers or signals."""
    return any(_names_signals(each.target) for each in module.outline.imports)


def receivers(project: Project, module: Module) -> Iterator[Receiver]:
    """Yield the connections that ``module`` makes, at its top level or in functions."""
    if not deals_with_signals(module):
        return
    for function in module.body.functions:
        yield from _decorated(project, function)
    own = f"{module.name}."
    for call in module.body.calls:
        head, _, method = call.path.rpartition(".")
        if method == "connect" and not call.flags & Where.DECORATOR and _names_signals(head):
            target = call.ref(0, "receiver")
            name = target.removeprefix(own) if target.startswith(own) else ""
            yield Receiver(name, (project.resolve(head),), call.has(1, "sender"), call)


def signals(project: Project, module: Module) -> Iterator[tuple[str, Call]]:
    """Yield the signals that ``module`` defines at its top level: name and call."""
    if not deals_with_signals(module):
        return
    made = {(each.line, each.path): each for each in module.body.calls if project.resolve(each.path) in _SIGNAL}
    for row in module.body.assigns:
        if not row.scope and (call := made.get((row.line, row.path.removesuffix("()")))):
            yield row.target, call


def _decorated(project: Project, function: Function) -> Iterator[Receiver]:
    for row in function.decorators:
        if project.resolve(row.path) in _DECORATORS:
            paths = tuple(project.resolve(path) for path in _paths(row.arg(0, "signal")))
            yield Receiver(function.name, paths, row.has(None, "sender"), row)


def _paths(value: Value) -> tuple[str, ...]:
    if isinstance(value, Seq):
        return tuple(each.path for each in value.items if isinstance(each, Ref))
    return (value.path,) if isinstance(value, Ref) else ()


@lru_cache(maxsize=8192)
def _names_signals(path: str) -> bool:
    # Asked for every import of a project, by several rules, and most projects import the same few hundred names.
    return path.startswith("django.dispatch") or any(part.endswith("signals") for part in path.split("."))
