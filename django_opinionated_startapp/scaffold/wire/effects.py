"""What a statement may do to lists unseen: by calls that get hold of them, or of the whole namespace."""

import ast
from collections.abc import Iterator

_NAMESPACES = {"globals", "locals", "vars"}
_READS_NAMESPACE = {"get", "keys", "items", "values", "copy", "__contains__"}
_RUNS_CODE = {"exec", "execfile"}
_READS_LIST = {"index", "count", "copy", "__contains__", "__len__", "__iter__"}
_BODIES = {"body", "orelse", "finalbody", "handlers", "cases"}
# By the last part of their name: these look at an argument and leave it as it is.
FOLLOWED_METHODS = {"append", "extend", "insert", "remove"}
_HARMLESS = {
    *(
        "list",
        "tuple",
        "set",
        "frozenset",
        "sorted",
        "dict",
        "len",
        "any",
        "all",
        "sum",
        "min",
        "max",
        "bool",
        "str",
        "repr",
    ),
    *(
        "print",
        "isinstance",
        "type",
        "iter",
        "next",
        "enumerate",
        "reversed",
        "zip",
        "map",
        "filter",
        "chain",
        "fromkeys",
    ),
    *("join", "format", "dumps", "pformat", "pprint", "debug", "info", "warning", "include", "path", "re_path", "url"),
    *("extend", "append", "insert", "remove", "update", "i18n_patterns", "format_suffix_patterns"),
}


def own_nodes(statement: ast.stmt) -> Iterator[ast.AST]:
    """Yield the statement and what it is made of, without the statements nested in it."""
    yield statement
    for name, value in ast.iter_fields(statement):
        for child in value if isinstance(value, list) else [value]:
            if name not in _BODIES and isinstance(child, ast.AST):
                yield from ast.walk(child)


def names_bound_by(statement: ast.stmt) -> Iterator[ast.Name]:
    """Yield the names bound other than by assignment: by ``for``, ``with … as`` and ``:=``."""
    targets: list[ast.AST] = [node.target for node in own_nodes(statement) if isinstance(node, ast.NamedExpr)]
    if isinstance(statement, ast.For | ast.AsyncFor):
        targets.append(statement.target)
    if isinstance(statement, ast.With | ast.AsyncWith):
        targets += [item.optional_vars for item in statement.items if item.optional_vars]
    for target in targets:
        yield from (
            node for node in ast.walk(target) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        )


def is_namespace(node: ast.AST) -> bool:
    """Tell whether ``node`` is ``globals()`` or the like."""
    return isinstance(node, ast.Call) and ast.unparse(node.func) in _NAMESPACES and not node.args


def _arguments(call: ast.Call) -> list[ast.expr]:
    return [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg is not None)]


def _last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def changes_namespace(node: ast.AST) -> bool:
    """Tell whether ``node`` may bind any name: ``exec(…)``, ``globals().update(…)``, ``setup(locals())``."""
    if isinstance(node, ast.Assign | ast.AnnAssign):
        return node.value is not None and is_namespace(node.value)
    if isinstance(node, ast.Subscript):
        stored = is_namespace(node.value) and not isinstance(node.ctx, ast.Load)
        return stored or ast.unparse(node) == "sys.modules[__name__]"
    if not isinstance(node, ast.Call):
        return False
    if ast.unparse(node.func) in _RUNS_CODE:
        return True
    if isinstance(node.func, ast.Attribute) and is_namespace(node.func.value):
        return node.func.attr not in _READS_NAMESPACE
    return _last_name(node.func) not in _HARMLESS and any(map(is_namespace, _arguments(node)))


def changed_names(node: ast.AST, statement: ast.stmt | None = None) -> Iterator[ast.Name]:
    """Yield the names whose lists ``node`` may change: ``setup(X)``, ``X.sort()``, ``X[0] = …``.

    Not those that the reader follows when ``node`` is all of the ``statement``: ``X.append(…)``.
    """
    if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load) and isinstance(node.value, ast.Name):
        yield node.value
    if isinstance(node, ast.Call):
        method = node.func if isinstance(node.func, ast.Attribute) else None
        followed = (
            isinstance(statement, ast.Expr) and statement.value is node and _last_name(node.func) in FOLLOWED_METHODS
        )
        if method and isinstance(method.value, ast.Name) and method.attr not in _READS_LIST and not followed:
            yield method.value
        if _last_name(node.func) not in _HARMLESS or ast.unparse(node.func).startswith("list."):
            yield from (each for each in _arguments(node) if isinstance(each, ast.Name))


def _changed_attribute(node: ast.AST) -> str:
    """Return the attribute whose list ``node`` may change: ``cls.X = …``, ``cls.X.append(…)``; or an empty string."""
    if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load):
        return node.attr
    method = node.func if isinstance(node, ast.Call) else None
    if (
        isinstance(method, ast.Attribute)
        and isinstance(method.value, ast.Attribute)
        and method.attr not in _READS_LIST
    ):
        return method.value.attr
    return ""


def changed_by_functions(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Yield each name that a function of the module may change when it is called, with the place; "*" for any name."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            nodes = list(ast.walk(function))
            declared = {name for node in nodes if isinstance(node, ast.Global) for name in node.names}
            stored = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
            own = (stored - declared) | {node.arg for node in nodes if isinstance(node, ast.arg)}
            yield from ((name, function) for name in sorted(declared & stored))
            for node in nodes:
                yield from ((name.id, node) for name in changed_names(node) if name.id not in own)
                yield _changed_attribute(node), node
                # ``locals()`` is another namespace here.
                if changes_namespace(node) and "globals()" in ast.unparse(node):
                    yield "*", node
