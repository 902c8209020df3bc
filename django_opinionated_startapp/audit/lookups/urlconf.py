"""Answers which URL names and namespaces there are: the tree of URLs below ROOT_URLCONF, as far as it is literal."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..facts import Binary, Made, Ref, Seq, Star, Value, Where
from ..finding import Place
from ..project import Module, Project

_ROUTES = frozenset({"path", "re_path", "url"})
_NONE = frozenset[str]()
_UNKNOWN = "?"  # a namespace that can't be read
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")  # of path() and of re_path()
_MAYBE = Where.CONDITIONAL | Where.TRY | Where.FUNCTION


@dataclass(frozen=True, slots=True)
class Around:
    """The includes around a route: their namespaces and their parameters."""

    namespaces: tuple[str, ...] = ()
    params: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Named:
    """A URL name with its parameters, or a namespace (``is_namespace``), and where it is given.

    ``around`` is what it stands in, ``made`` the call that gives it. ``target`` is the dotted name of what a namespace
    stands for, if it can be read.
    """

    name: str
    around: Around
    module: Module
    made: Made
    params: frozenset[str] = frozenset()
    is_namespace: bool = False
    target: str = ""

    @property
    def full(self) -> str:
        """The name as ``reverse`` takes it: ``shop:orders:detail``."""
        return ":".join((*self.around.namespaces, self.name))

    @property
    def place(self) -> Place:
        """Where it is given."""
        same = (each for each in self.module.body.calls if (each.path, each.args, each.keywords) == self.made)
        return self.module.at(next(same, None))


def trees(project: Project) -> tuple[tuple[Named, ...], ...]:
    """Return what has a name in each of the project's URL trees: one for each ROOT_URLCONF that the project holds."""
    return project.shared(_trees)


def root_urlconfs(project: Project) -> tuple[Module, ...]:
    """Return the modules that the settings name as ROOT_URLCONF."""
    names = sorted({each.value for each in project.settings.get("ROOT_URLCONF") if isinstance(each.value, str)})
    return tuple(project.modules[name] for name in names if name in project.modules)


def _trees(project: Project) -> tuple[tuple[Named, ...], ...]:
    return tuple(tuple(_Reader(project).module(root, Around())) for root in root_urlconfs(project))


class _Reader:
    """Reads one tree; ``open`` are the lists that are being read, so that a circle ends."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._open: set[tuple[str, str]] = set()

    def module(self, module: Module, around: Around) -> Iterator[Named]:
        """Yield what has a name in the ``urlpatterns`` of a module."""
        yield from self._variable(module, "urlpatterns", around)

    def _variable(self, module: Module, name: str, around: Around) -> Iterator[Named]:
        if (module.name, name) in self._open:
            return
        self._open.add((module.name, name))
        rows = [row for row in module.body.assigns if row.target == name and not row.scope]
        for row in [row for row in rows if not row.flags & _MAYBE] or rows[:1]:  # of alternatives the first
            yield from self._items(module, row.value, around)
        self._open.discard((module.name, name))

    def _items(self, module: Module, value: Value, around: Around) -> Iterator[Named]:
        match value:
            case Seq(items):
                for each in items:
                    yield from self._items(module, each, around)
            case Star(inner):
                yield from self._items(module, inner, around)
            case Binary("+", left, right):
                yield from self._items(module, left, around)
                yield from self._items(module, right, around)
            case Ref(path):
                yield from self._referred(path, around)
            case Made(path, args) if path.endswith("i18n_patterns"):
                for each in args:
                    yield from self._items(module, each, around)
            case Made(path) if path.rpartition(".")[2] in _ROUTES:
                yield from self._route(module, value, around)

    def _referred(self, path: str, around: Around) -> Iterator[Named]:
        dotted = self._project.resolve(path)
        module = self._project.module_of(dotted)
        if module is not None:
            yield from self._variable(module, dotted[len(module.name) + 1 :] or "urlpatterns", around)

    def _route(self, module: Module, made: Made, around: Around) -> Iterator[Named]:
        view = made.args[1] if len(made.args) > 1 else made.keywords.get("view")
        name = made.keywords.get("name")
        params = frozenset(_PARAMETER.findall(made.args[0])) if made.args and isinstance(made.args[0], str) else _NONE
        inside = Around(around.namespaces, around.params | params)
        if isinstance(view, Made) and view.path.endswith("include") and view.args:
            yield from self._include(module, view, inside)
        elif isinstance(name, str):
            yield Named(name, around, module, made, inside.params)

    def _include(self, module: Module, made: Made, around: Around) -> Iterator[Named]:
        included, app_name = _split(made.args[0])
        target = included if isinstance(included, str) else included.path if isinstance(included, Ref) else ""
        inner = self._project.modules.get(target)
        given = made.args[1] if len(made.args) > 1 else made.keywords.get("namespace")
        space = given or app_name or (_app_name(inner) if inner else None)
        if space is not None:
            space = space if isinstance(space, str) else _UNKNOWN
            yield Named(space, around, module, made, is_namespace=True, target=target)
            around = Around((*around.namespaces, space), around.params)
        if inner is not None:
            yield from self.module(inner, around)
        elif not isinstance(included, str):
            yield from self._items(module, included, around)


def _split(included: Value) -> tuple[Value, Value]:
    """Return what is included and its app_name: ``include((patterns, "orders"))`` or ``include("orders.urls")``."""
    if isinstance(included, Seq) and included.items and not isinstance(included.items[0], Made):
        return included.items[0], included.items[-1]
    return included, None


def _app_name(module: Module) -> Value:
    row = module.attributes("").get("app_name")
    return row.value if row else None
