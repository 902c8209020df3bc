"""What single statements do to names and lists: assignments, ``+=``, ``append``; and what they may do unseen."""

import ast
from collections.abc import Sequence
from dataclasses import replace

from .effects import changed_names, changes_namespace, names_bound_by, own_nodes
from .expressions import Expressions, Frame
from .values import ANY_NAME, Doubt, Entry, Ref, Value


class Bindings(Expressions):
    """The part of the reader that changes names and lists."""

    def effects(self, statement: ast.stmt, frame: Frame) -> None:
        """Doubt what the statement, but not those nested in it, may change or bind in ways that are not followed."""
        for node in own_nodes(statement):
            if changes_namespace(node):
                self.poison(node, frame, "{} may change it")
            for name in changed_names(node, statement):
                value = self.lookup(name.id, frame)
                # Of what is imported, constants alone: views are no lists, and their modules need not be read.
                known = self.resolved(value) if name.id.isupper() else value
                self.expose(known, node, frame, "{} may change it")
        for name in names_bound_by(statement):
            self.bind(name.id, self.unknown(name, frame), frame)

    def bind(self, name: str, value: Value, frame: Frame) -> None:
        """Let a name stand for ``value`` in the innermost scope."""
        self.world.scopes[frame.scopes[0]][name] = value

    def expose(self, value: Value | None, node: ast.AST, frame: Frame, why: str) -> None:
        """Let it be known that the list may have been changed in any way."""
        if isinstance(value, Ref):
            self.world.add(value, (self.doubt(node, frame, why),))

    def poison(self, node: ast.AST, frame: Frame, why: str) -> None:
        """Let it be known that any name of the module may have been bound and any list changed."""
        self.spread(self.doubt(node, frame, why), frame)

    def spread(self, doubt: Doubt, frame: Frame) -> None:
        """Doubt all lists of the innermost scope, and all names that it does not bind."""
        scope = self.world.scopes[frame.scopes[0]]
        for value in set(scope.values()):
            if isinstance(value, Ref):
                self.world.add(value, (doubt,))
        scope[ANY_NAME] = self.world.allocate((doubt,), mutable=True)

    def doubts(self, value: Value | None) -> list[Doubt]:
        """Return the doubts about a list."""
        parts = self.world.cells[value.cell].parts if isinstance(value, Ref) else ()
        return [part for part in parts if isinstance(part, Doubt)]

    def assign(self, targets: Sequence[ast.expr], value: ast.expr, frame: Frame) -> None:
        """Run ``a = b = value``."""
        name = next((target.id for target in targets if isinstance(target, ast.Name)), "")
        result = self.evaluate(value, replace(frame, target=name, augments=False))
        for target in targets:
            if isinstance(target, ast.Name):
                self.bind(target.id, result, frame)
                continue
            for each in ast.walk(target):
                if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
                    self.bind(each.id, self.unknown(value, frame), frame)
                elif isinstance(each, ast.Attribute) and isinstance(each.ctx, ast.Store):
                    self.expose(self.resolved(self.evaluate(each, frame)), each, frame, "{} is assigned to")

    def augment(self, node: ast.AugAssign, frame: Frame) -> None:
        """Run ``name += value``: a list changes in place, whatever other names it has; a tuple is made anew."""
        name = node.target.id if isinstance(node.target, ast.Name) else ""
        value = self.resolved(self.evaluate(node.target, frame))
        cell = self.world.cells[value.cell] if isinstance(value, Ref) else None
        if isinstance(value, Ref) and cell and cell.mutable and isinstance(node.op, ast.Add):
            self.add(value, self.parts(node.value, replace(frame, target=name, augments=True)))
        elif name:
            operation = ast.copy_location(ast.BinOp(node.target, node.op, node.value), node)
            value = self.evaluate(operation, replace(frame, target=name, augments=True))
        else:
            self.expose(value, node, frame, "{} changes it")
        if name and value is not None:
            self.bind(name, value, frame)

    def call_method(self, owner: Ref, method: ast.Attribute, arguments: Sequence[ast.expr], frame: Frame) -> None:
        """Run ``list.append(x)`` and the like."""
        frame = replace(frame, target=ast.unparse(method.value), augments=True)
        match method.attr, arguments:
            case ("append", [element]) | ("insert", [_, element]):
                self.add(owner, self.element(element, frame))
            case "extend", [elements]:
                self.add(owner, self.parts(elements, frame))
            case "remove", [ast.Constant(value=text)]:
                cell = self.world.cells[owner.cell]
                found = [part for part in cell.parts if isinstance(part, Entry) and part.text == text]
                kept = tuple(part for part in cell.parts if part not in found[:1])
                self.world.cells[owner.cell] = replace(cell, parts=kept)
            case _:
                self.expose(owner, method, frame, "{} may change it")

    def delete(self, node: ast.Delete, frame: Frame) -> None:
        """Run ``del name``."""
        for target in node.targets:
            if isinstance(target, ast.Name):
                self.world.scopes[frame.scopes[0]].pop(target.id, None)
