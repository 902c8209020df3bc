"""Reading the lists of a module as its statements build them, without running it.

Both ways of an ``if`` are followed and joined; star imports are followed; what cannot be told becomes a doubt.
"""

import ast
from collections.abc import Sequence
from dataclasses import replace
from functools import reduce

from .effects import FOLLOWED_METHODS, changed_by_functions
from .expressions import Frame
from .following import SPLIT_INCLUDE, Imports
from .library import Library
from .values import (
    ANY_NAME,
    ClassRef,
    Doubt,
    Entry,
    Imported,
    Parts,
    Ref,
    Scope,
    Slot,
    Text,
    Value,
    World,
    join,
)

_TRY = (ast.Try, getattr(ast, "TryStar", ast.Try))  # ``except*`` came with Python 3.11


def read_lists(library: Library, module: str, name: str) -> tuple[Parts, ...]:
    """Return what ``name`` holds in ``module``: one list, or one per settings class, or none if it is not set."""
    return Reader(library).lists(module, name)


class Reader(Imports):
    """Runs statements in its world. One reader, one reading."""

    def lists(self, module: str, name: str) -> tuple[Parts, ...]:
        """Return the parts of ``name`` in ``module``, or else of the attribute ``name`` of each of its classes."""
        scope = self.run_module(module) or {}
        values = [scope.get(name) or scope.get(ANY_NAME)]
        if values == [None]:
            values = [self.world.scopes[each.scope].get(name) for each in scope.values() if isinstance(each, ClassRef)]
        return tuple(self._content(module, value) for value in values if value is not None)

    def _content(self, module: str, value: Value) -> Parts:
        known = self.resolved(value)
        if isinstance(known, Ref):
            return self.world.cells[known.cell].parts
        source = self.library.source(module)
        assert source is not None  # noqa: S101 - it has been run
        why = f"it comes from `{value.module}`" if isinstance(value, Imported) else "it is no list"
        return (Doubt(source, source.tree, why),)

    def run_module(self, module: str) -> Scope | None:
        """Run the module, unless that has been done, and return its scope; None if it has no source."""
        source = self.library.readable(module)
        if source is None:
            return None
        if module not in self.world.scopes:
            self.world.scopes[module] = {}
            self.running.append(module)
            frame = Frame(source, (module,))
            self.run(source.tree.body, frame)
            for name, node in changed_by_functions(source.tree):
                self._changed_later(name, node, frame)
            self.running.pop()
        return self.world.scopes[module]

    def _changed_later(self, name: str, node: ast.AST, frame: Frame) -> None:
        """Doubt a list that a function may change, be it one of the module or of a settings class."""
        if name == ANY_NAME:
            self.poison(node, frame, "a function may change it")
        scope = self.world.scopes[frame.scopes[0]]
        for owner in [
            scope,
            *(self.world.scopes[each.scope] for each in scope.values() if isinstance(each, ClassRef)),
        ]:
            if name in owner and name != ANY_NAME:
                self.expose(owner[name], node, frame, "a function may change it")

    def run(self, statements: Sequence[ast.stmt], frame: Frame) -> None:
        """Run statements, one after the other."""
        for statement in statements:
            self.effects(statement, frame)
            self._statement(statement, frame)

    def _statement(self, node: ast.stmt, frame: Frame) -> None:
        match node:
            case ast.Assign():
                self.assign(node.targets, node.value, frame)
            case ast.AnnAssign(value=ast.expr() as value):
                self.assign([node.target], value, frame)
            case ast.AugAssign():
                self.augment(node, frame)
            case ast.Expr(value=ast.Call() as call):
                self._call_statement(call, frame)
            case ast.Import() | ast.ImportFrom():
                self.import_names(node, frame)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self.bind(node.name, self.unknown(node, frame), frame)
            case ast.Delete():
                self.delete(node, frame)
            case ast.Raise():
                self.world.dead = True
            case _:
                self._compound(node, frame)

    def _compound(self, node: ast.stmt, frame: Frame) -> None:
        match node:
            case ast.If():
                self._branches(node, [node.body, node.orelse], frame)
            case ast.With() | ast.AsyncWith():
                # ``with suppress(ImportError):`` may leave its body half-way.
                self._branches(node, [node.body, []], replace(frame, guarded=True))
            case ast.Match():
                self._branches(node, [*(case.body for case in node.cases), []], frame)
            case ast.For() | ast.AsyncFor() | ast.While():
                self._loop(node, frame)
            case ast.ClassDef():
                self._class(node, frame)
            case _ if isinstance(node, _TRY):
                self._try(node, frame)

    def _call_statement(self, call: ast.Call, frame: Frame) -> None:
        if self.called(call.func, frame) == SPLIT_INCLUDE:
            self.include(call, frame)
        elif isinstance(call.func, ast.Attribute) and call.func.attr in FOLLOWED_METHODS:
            owner = self.resolved(self.evaluate(call.func.value, frame))
            if isinstance(owner, Ref):
                self.call_method(owner, call.func, call.args, frame)

    def _branches(self, node: ast.stmt, bodies: Sequence[Sequence[ast.stmt]], frame: Frame) -> None:
        start, worlds = self.world, []
        for body in bodies:
            self.world = start.fork()
            self.run(body, frame)
            worlds.append(self.world)
        self.world = self._joined(worlds, node, frame)

    def _joined(self, worlds: Sequence[World], node: ast.stmt, frame: Frame) -> World:
        doubt = self.doubt(node, frame, "it depends on a condition")
        return reduce(lambda one, other: join(one, other, doubt), worlds)

    def _try(self, node: ast.Try, frame: Frame) -> None:
        start = self.world.fork()
        self.run(node.body, replace(frame, guarded=bool(node.handlers)))
        half_way = self._joined([start, self.world.fork()], node, frame)
        self.run(node.orelse, frame)
        worlds = [self.world]
        for handler in node.handlers:
            self.world = half_way.fork()
            self.run(handler.body, frame)
            worlds.append(self.world)
        self.world = self._joined(worlds, node, frame)
        self.run(node.finalbody, frame)

    def _loop(self, node: ast.For | ast.AsyncFor | ast.While, frame: Frame) -> None:
        texts = self._texts(node, frame)
        if texts is not None and isinstance(node, ast.For) and isinstance(node.target, ast.Name):
            for text in texts:
                self.bind(node.target.id, Text(text), frame)
                self.run(node.body, frame)
        else:
            start = self.world.fork()
            self.run(node.body, frame)
            for number, cell in list(self.world.cells.items()):
                old = start.cells.get(number)
                if old != cell:
                    grows = old is not None and cell.parts[: len(old.parts)] == old.parts
                    self.world.add(Ref(number), (self.doubt(node, frame, "it is changed in a loop", adds=grows),))
            self.world = self._joined([start, self.world], node, frame)
        self.run(node.orelse, frame)

    def _texts(self, node: ast.For | ast.AsyncFor | ast.While, frame: Frame) -> list[str] | None:
        """Return the values of the loop's variable, if they are known strings and no turn can be left early."""
        early = any(isinstance(each, ast.Break | ast.Continue) for each in ast.walk(node))
        if early or not isinstance(node, ast.For) or not isinstance(node.iter, ast.List | ast.Tuple | ast.Name):
            return None
        entries = [part for part in self.parts(node.iter, frame) if not isinstance(part, Slot)]
        texts = [part.text for part in entries if isinstance(part, Entry) and part.always and part.text is not None]
        return texts if len(texts) == len(entries) else None

    def _class(self, node: ast.ClassDef, frame: Frame) -> None:
        key = f"{frame.scopes[-1]}:{node.name}"  # no module can be called that
        attributes: Scope = {}
        for base in reversed(node.bases):
            value = self.resolved(self.evaluate(base, frame))
            if isinstance(value, ClassRef):
                attributes |= self.world.scopes[value.scope]
        self.world.scopes[key] = attributes
        self.run(node.body, replace(frame, scopes=(key, frame.scopes[-1])))
        self.bind(node.name, ClassRef(key), frame)
