"""Edits of rendered modules, as people and templates make them: what each adds can be found again by its tag."""

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random

from django_opinionated_startapp.pattern import OEP49
from django_opinionated_startapp.scaffold.environment import Environment
from django_opinionated_startapp.scaffold.fields import parse_models
from django_opinionated_startapp.scaffold.render import Templates, format_python, render_app
from django_opinionated_startapp.scaffold.request import AppRequest, Place

SPECS = (
    "Order title:str:40 total:decimal:10:2:min=0 status:choice:draft,live owner:user due:date:null",
    "Line text size:int",
)
LENGTH = 88
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Edit:
    """Pieces put into a text; ``changes`` are the statements whose meaning it changes, ``deletes`` ranges that go."""

    pieces: tuple[tuple[int, int, str], ...]
    kind: str
    place: tuple[int, int]
    tag: str = ""

    def meets(self, other: "Edit") -> bool:
        """Tell whether both can't be had, or not without a look at them."""
        if self.kind == other.kind == "delete":
            return self.place != other.place and self.is_around(other.place)
        for one, two in ((self, other), (other, self)):
            if one.kind == "delete" and one.is_around(two.place):
                return True
            if one.kind == "change" and two.kind in {"change", "element"} and one.place == two.place:
                return True
        return False

    def is_around(self, place: tuple[int, int]) -> bool:
        return self.place[0] < place[1] and place[0] < self.place[1]


@cache
def modules() -> tuple[str, ...]:
    """Return the larger modules of an app with everything, formatted."""
    environment = Environment((6, 1), packages=frozenset({"rest_framework", "django_filters", "celery"}))
    models = parse_models(list(SPECS), app="orders", label="orders", environment=environment)
    place = Place("orders", "apps.orders", Path("apps/orders"), Path())
    request = AppRequest(place, "orders", OEP49, frozenset(OEP49.component_names), models)
    files = render_app(request, environment, Templates(Path("nowhere")))
    texts = [format_python(each.text, each.template, LENGTH) for each in files if each.path.endswith(".py")]
    return tuple(text for text in texts if text.count("\n") > 12)


class Source:
    """A module to edit."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tree = ast.parse(text)
        self.starts = [0]
        for line in text.split("\n"):
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.statements = list(self._statements(self.tree.body))

    def _statements(self, body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
        for node in body:
            yield node
            for block in ("body", "orelse", "finalbody"):
                yield from self._statements(getattr(node, block, ()))

    def start(self, node: ast.expr | ast.stmt) -> int:
        return self.starts[node.lineno - 1] + node.col_offset  # the templates are ASCII

    def end(self, node: ast.expr | ast.stmt) -> int:
        return self.starts[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)

    def line(self, node: ast.stmt) -> int:
        """Return where the first line of ``node`` starts, decorators included."""
        return self.starts[min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", ()))]) - 1]

    def below(self, node: ast.stmt) -> int:
        return self.starts[node.end_lineno or 0]

    def place(self, node: ast.stmt) -> tuple[int, int]:
        return self.line(node), self.below(node)

    def expressions(self) -> Iterator[tuple[ast.stmt, ast.expr]]:
        """Yield every expression with the plain statement or the head that it belongs to."""
        for statement in self.statements:
            if not hasattr(statement, "body"):
                yield from ((statement, node) for node in _outside_strings(statement) if isinstance(node, ast.expr))


def _outside_strings(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.JoinedStr | ast.Lambda | ast.comprehension):
            yield child
            yield from _outside_strings(child)


def add_import(source: Source, tag: str, random: Random) -> Edit | None:
    imports = [node for node in source.tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    if not imports:
        return None
    node = random.choice(imports)
    text = random.choice([f"from library_{tag} import name_{tag}\n", f"import module_{tag}\n"])
    return Edit(((source.below(node), source.below(node), text),), "add", (source.below(node),) * 2, tag)


def add_name(source: Source, tag: str, random: Random) -> Edit | None:
    imports = [node for node in source.tree.body if isinstance(node, ast.ImportFrom) and not node.names[-1].asname]
    if not imports:
        return None
    node = random.choice(imports)
    at = source.end(node) - (source.text[source.end(node) - 1] == ")")
    before = source.text[:at].rstrip().endswith(",")
    text = f"name_{tag}" if before else f", name_{tag}"
    return Edit(((at, at, text),), "element", source.place(node), tag)


def add_definition(source: Source, tag: str, random: Random) -> Edit | None:
    blocks = [source.tree.body, *(node.body for node in source.statements if isinstance(node, ast.ClassDef))]
    body = random.choice(blocks)
    node = random.choice(body)
    indent = " " * node.col_offset
    lines = [f"def work_{tag}(given):", f'    """Do {tag}."""', f"    return given + value_{tag}"]
    text = "\n\n" + "".join(f"{indent}{line}\n" for line in lines) + "\n"
    at = source.below(node)
    return Edit(((at, at, text),), "add", (at, at), tag)


def add_assignment(source: Source, tag: str, random: Random) -> Edit | None:
    node = random.choice(
        [
            each
            for each in source.statements
            if not isinstance(each, ast.Import | ast.ImportFrom | ast.Return | ast.Raise)
        ]
    )
    at = source.below(node)
    return Edit(
        ((at, at, f"{' ' * node.col_offset}field_{tag} = models.Field({tag!r})\n"),),
        "add",
        (at - _is_inside(node), at),
        tag,
    )


def _is_inside(node: ast.stmt) -> bool:
    """Tell whether what stands below ``node`` belongs to the block that ends there."""
    return not isinstance(node, Function | ast.ClassDef)


def add_element(source: Source, tag: str, random: Random) -> Edit | None:
    found = [
        (statement, node)
        for statement, node in source.expressions()
        if isinstance(node, ast.List | ast.Tuple | ast.Set) and node.elts and source.text[source.start(node)] in "([{"
    ]
    if not found:
        return None
    statement, node = random.choice(found)
    at = source.end(random.choice(node.elts))
    return Edit(((at, at, f', "{tag}"'),), "element", source.place(statement), tag)


def add_keyword(source: Source, tag: str, random: Random) -> Edit | None:
    found = [
        (statement, node)
        for statement, node in source.expressions()
        if isinstance(node, ast.Call)
        and (node.args or node.keywords)
        and all(each.arg for each in node.keywords)
        and not any(isinstance(each, ast.GeneratorExp) for each in node.args)
    ]
    if not found:
        return None
    statement, node = random.choice(found)
    last = max(source.end(each) for each in (*node.args, *(keyword.value for keyword in node.keywords)))
    return Edit(((last, last, f", option_{tag}=1"),), "element", source.place(statement), tag)


def add_decorator(source: Source, tag: str, random: Random) -> Edit | None:
    found = [node for node in source.statements if isinstance(node, Function | ast.ClassDef)]
    if not found:
        return None
    node = random.choice(found)
    at = source.line(node)
    return Edit(((at, at, f"{' ' * node.col_offset}@decorate_{tag}\n"),), "add", (at, at + 1), tag)


def add_comment(source: Source, tag: str, random: Random) -> Edit | None:
    node = random.choice(source.statements)
    at = source.line(node)
    return Edit(((at, at, f"{' ' * node.col_offset}# remark {tag}\n"),), "add", (at, at + 1), tag)


def change_value(source: Source, tag: str, random: Random) -> Edit | None:
    found = [
        node
        for node in source.statements
        if isinstance(node, ast.Return | ast.Assign | ast.AnnAssign)
        and node.value
        and node.col_offset
        and not isinstance(node.value, ast.Tuple)
    ]
    if not found:
        return None
    node = random.choice(found)
    value = node.value
    assert value is not None
    pieces = ((source.start(value), source.start(value), f"wrap_{tag}("), (source.end(value), source.end(value), ")"))
    return Edit(pieces, "change", source.place(node), tag)


def delete_definition(source: Source, _tag: str, random: Random) -> Edit | None:
    found = [node for node in source.statements if isinstance(node, Function)]
    if not found:
        return None
    node = random.choice(found)
    return Edit(((*source.place(node), ""),), "delete", source.place(node))


def swap(source: Source, _tag: str, random: Random) -> Edit | None:
    blocks = [source.tree.body, *(node.body for node in source.statements if isinstance(node, ast.ClassDef))]
    pairs = [
        (one, other)
        for body in blocks
        for one, other in pairwise(body)
        if isinstance(one, Function) and isinstance(other, Function)
    ]
    if not pairs:
        return None
    places = [source.place(node) for node in random.choice(pairs)]
    first, second = (source.text[slice(*place)] for place in places)
    pieces = ((*places[0], second), (*places[1], first))
    return Edit(pieces, "move", (places[0][0], places[1][1]))


MAKERS: tuple[Callable[[Source, str, Random], Edit | None], ...] = (
    add_import, add_name, add_definition, add_assignment, add_element, add_keyword, add_decorator, add_comment,
    change_value, delete_definition, swap,
)  # fmt: skip


def draw(text: str, side: str, random: Random) -> tuple[Edit, ...]:
    """Return up to four edits of ``text`` that do not touch one another."""
    source, found = Source(text), []
    for number in range(random.randint(1, 4)):
        edit = random.choice(MAKERS)(source, f"{side}_{number}", random)
        if edit and not any(_overlap(edit, other) for other in found):
            found.append(edit)
    return tuple(found)


def _overlap(one: Edit, other: Edit) -> bool:
    if one.meets(other):
        return True
    return any(first[0] <= second[1] and second[0] <= first[1] for first in one.pieces for second in other.pieces) or (
        "move" in {one.kind, other.kind} and one.is_around(other.place)
    )


def apply(text: str, edits: Sequence[Edit]) -> str:
    """Return ``text`` with ``edits``, formatted."""
    # What both sides delete is deleted once.
    pieces = sorted({piece for edit in edits for piece in edit.pieces}, key=_order, reverse=True)
    for start, stop, new in pieces:
        text = text[:start] + new + text[stop:]
    return format_python(text, "edited", LENGTH)


def are_independent(mine: Sequence[Edit], theirs: Sequence[Edit]) -> bool:
    return not any(one.meets(other) for one in mine for other in theirs)


def _order(piece: tuple[int, int, str]) -> tuple[int, int, int]:
    """What is put into one place stands there with the deeper indentation first: it belongs to a block that ends."""
    line = piece[2].lstrip("\n")
    return piece[0], piece[1], len(line.lstrip(" ")) - len(line)
