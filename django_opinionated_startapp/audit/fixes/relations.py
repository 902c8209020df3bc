"""Relation fields, whose target can be a string."""

import ast

RELATIONS = frozenset({"ForeignKey", "OneToOneField", "ManyToManyField", "ParentalKey", "ParentalManyToManyField"})


def targets_of_relations(tree: ast.AST) -> frozenset[int]:
    """Return the ids of the expressions that are targets of relation fields: the first argument, or ``to``."""
    found: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in RELATIONS:
            found.update(id(each) for each in node.args[:1])
            found.update(id(each.value) for each in node.keywords if each.arg in {"to", "through"})
    return frozenset(found)


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
