"""What is known about a module: imports, classes, functions, assignments, uses, returns."""

import pytest

from django_opinionated_startapp.audit.facts import (
    OPAQUE,
    Binary,
    Either,
    Joined,
    Made,
    Ref,
    Seq,
    Star,
    Table,
    Value,
    Where,
)
from django_opinionated_startapp.audit.facts.extract import trouble
from tests.audit.trees import facts_of

FLAGS = """
    import typing
    from typing import TYPE_CHECKING
    from django.db import transaction
    if TYPE_CHECKING:
        import a
    else:
        import b
    if typing.TYPE_CHECKING:
        import c
    if TYPE_CHECKING is True:
        import d
    if 1 < 2:
        import e
    try:
        import f
    except ImportError:
        import g
    else:
        import h
    def function():
        import i
        if TYPE_CHECKING:
            import j
        def inner():
            import k
        while True:
            import l
        for x in y:
            import m
        with transaction.atomic():
            import n
        match x:
            case 1:
                import o
            case _ if p():
                pass
    @transaction.atomic
    def atomic():
        import q
    class Box:
        import r
        def method(self):
            import s
"""


def test_an_import_says_what_stands_around_it() -> None:
    outline, _body = facts_of(FLAGS)
    flags = {row.target: row.flags for row in outline.imports if len(row.target) == 1}
    assert flags == {
        "a": Where.TYPING,
        "b": 0,
        "c": Where.TYPING,
        "d": Where.TYPING,
        "e": Where.CONDITIONAL,
        "f": Where.TRY,
        "g": Where.TRY | Where.CONDITIONAL,
        "h": Where.TRY,
        "i": Where.FUNCTION,
        "j": Where.FUNCTION | Where.TYPING,
        "k": Where.FUNCTION | Where.NESTED,
        "l": Where.FUNCTION | Where.LOOP | Where.CONDITIONAL,
        "m": Where.FUNCTION | Where.LOOP | Where.CONDITIONAL,
        "n": Where.FUNCTION | Where.ATOMIC,
        "o": Where.FUNCTION | Where.CONDITIONAL,
        "q": Where.FUNCTION | Where.ATOMIC,
        "r": 0,
        "s": Where.FUNCTION,
    }
    by_target = {row.target: row for row in outline.imports}
    assert by_target["a"].typing_only
    assert not by_target["a"].at_import
    assert by_target["r"].at_import
    assert by_target["r"].scope == "Box"
    assert by_target["s"].scope == "Box.method"
    assert not by_target["s"].at_import


def test_an_import_has_its_names_and_its_place() -> None:
    outline, _body = facts_of(
        "from ..billing.models import (\n    Bill as B,\n    Line,\n)\nimport x.y\nfrom z import *\n"
    )
    rows = [(row.target, row.module, row.name, row.bound, row.line, row.column, row.level) for row in outline.imports]
    assert rows == [
        ("shop.billing.models.Bill", "shop.billing.models", "Bill", "B", 2, 5, 2),
        ("shop.billing.models.Line", "shop.billing.models", "Line", "Line", 3, 5, 2),
        ("x.y", "x.y", "", "x", 5, 8, 0),
        ("z", "z", "*", "", 6, 15, 0),
    ]
    assert set(outline.bound) == {"B", "Line", "x", ""}
    assert outline.bound["B"].line == 2


def test_columns_count_characters_whatever_the_encoding_and_line_ends() -> None:
    text = '"é"; import a\r\nx = 1; import b\r\n"\N{PILE OF POO}é"; import c\r\n'
    for source in (text.encode(), b"\xef\xbb\xbf" + text.encode()):
        outline, _body = facts_of(source)
        assert [row.column for row in outline.imports] == [13, 15, 14]
    outline, _body = facts_of('# coding: latin-1\n"é"; import a\n'.encode("latin-1"))
    assert [row.column for row in outline.imports] == [13]


@pytest.mark.parametrize(
    ("source", "error"),
    [
        (b"def f(:\n", "syntax error in line 1: "),
        (b"x = '\xff'\n", "syntax error"),
        (b"x = 1\0\n", "null bytes"),
        (b"# coding: nonsense\n", "syntax error: "),
    ],
)
def test_what_cannot_be_read_says_why(source: bytes, error: str) -> None:
    outline, body = facts_of(source)
    assert error in outline.error
    assert outline.imports == body.calls == body.functions == body.assigns == body.uses == body.returns == ()
    assert body.conditions == ()


@pytest.mark.parametrize("source", [b"-" * 100_000 + b"1", b"x = f" + b".a()" * 900])
def test_depth_is_no_crash(source: bytes) -> None:
    outline, _body = facts_of(source)
    assert outline.error in {"", "nested too deeply to be read"}


def test_null_bytes_are_told_by_each_python_in_its_way() -> None:
    assert trouble(ValueError("source code string cannot contain null bytes")).startswith("can't be read: source")


def test_the_outline_knows_names_exports_docstring_and_size() -> None:
    outline, _body = facts_of(
        '''
        """What it is for."""
        import os
        LIMIT, (LEAST, *MORE) = 1, (2, 3)
        size: int = 3
        total += 1
        for each in ():
            inner = 1
        with open("x") as file, lock:
            pass
        def f(): ...
        class C: ...
        items[0] = 1
        del items
        __all__ = ["f"] + ["C"]
        __all__ += ["LIMIT"]
        __all__.append("size")
        __all__.extend(("total",))
        __all__ += other
        '''
    )
    assert outline.documented
    assert list(outline.names) == [
        "LIMIT", "LEAST", "MORE", "size", "total", "each", "inner", "file", "f", "C", "__all__",
    ]  # fmt: skip
    assert outline.names["f"] == 11
    assert outline.exports == ("f", "C", "LIMIT", "size", "total")
    assert outline.statements == 20


def test_without_all_there_are_no_exports() -> None:
    assert facts_of("")[0].exports is None
    assert facts_of("__all__ = other")[0].exports == ()
    assert facts_of("__all__ = {'f'} | g")[0].exports == ("f",)
    assert facts_of("__all__ = 'f'")[0].exports == ()


def test_a_class_has_bases_decorators_and_what_its_meta_says() -> None:
    outline, body = facts_of(
        '''
        from django.db import models
        from typing import Generic
        from .base import Base
        import registry

        @registry.add("order", first=True)
        @final
        class Order(Base, Generic[int], make(), metaclass=registry.Type):
            """An order."""
            title = models.CharField(max_length=20)

            class Meta(Base.Meta):
                abstract = True
                app_label = "shop"
                ordering = ["title"]
                total += 1

            class Inner:
                x = 1
        '''
    )
    order, meta, inner = outline.classes
    assert (order.name, order.simple_name, order.scope) == ("Order", "Order", "")
    assert order.bases == ("shop.orders.base.Base", "typing.Generic", "shop.orders.api.make()")
    assert [(each.path, each.args, each.keywords) for each in order.decorators] == [
        ("registry.add", ("order",), {"first": True}),
        ("shop.orders.api.final", (), {}),
    ]
    assert order.documented
    assert order.meta == {"abstract": True, "app_label": "shop"}
    assert (meta.name, meta.simple_name, meta.bases, meta.documented) == (
        "Order.Meta",
        "Meta",
        ("shop.orders.base.Base.Meta",),
        False,
    )
    assert inner.scope == "Order"
    assert order.statements == 8
    assert {(use.path, use.role) for use in body.uses} >= {
        ("registry.Type", "value"),
        ("shop.orders.base.Base", "base"),
        ("shop.orders.base.Base.Meta", "base"),
    }


def test_a_function_has_parameters_annotations_and_its_size() -> None:
    _outline, body = facts_of(
        '''
        import typing
        from orders.models import Order

        class Desk:
            def close(
                self, order: Order, /, when: "typing.Any | None" = make(), *rest: int, force: bool, dry=True, **more
            ) -> list["Order"]:
                """Close it."""
                if when:
                    order.save()
                    return [order]
                def helper(): ...

        async def _wait(mode: typing.Literal["a b", "c"], other: typing.Annotated[int, "some words", 3]): ...
        '''
    )
    close, helper, wait = body.functions
    assert (close.name, close.simple_name, close.owner, close.scope) == ("Desk.close", "close", "Desk", "Desk")
    assert [(each.name, each.kind, each.annotation, each.default) for each in close.params] == [
        ("self", "positional-only", None, False),
        ("order", "positional-only", ("orders.models.Order",), False),
        ("when", "positional", ("typing.Any",), True),
        ("rest", "*", ("builtins.int",), False),
        ("force", "keyword-only", ("builtins.bool",), False),
        ("dry", "keyword-only", None, True),
        ("more", "**", None, False),
    ]
    assert close.returns == ("builtins.list", "orders.models.Order")
    assert (close.documented, close.is_async, close.statements) == (True, False, 5)
    assert not close.public
    assert (helper.scope, helper.owner, bool(helper.flags & Where.FUNCTION)) == ("Desk.close", "", True)
    assert (wait.is_async, wait.public, wait.returns, wait.documented) == (True, False, None, False)
    assert [each.annotation for each in wait.params] == [("typing.Literal",), ("typing.Annotated", "builtins.int")]
    annotations = {(use.path, use.line) for use in body.uses if use.role == "annotation"}
    assert annotations >= {("orders.models.Order", 7), ("typing.Any", 7), ("typing.Literal", 15)}


def test_public_functions_are_those_of_the_module_itself() -> None:
    _outline, body = facts_of("def f(): ...\ndef _g(): ...\nclass C:\n    def h(self): ...\n")
    assert [each.public for each in body.functions] == [True, False, False]


VALUES: list[tuple[str, Value]] = [
    ("1", 1),
    ("-1.5", -1.5),
    ("None", None),
    ("True", True),
    ("'text'", "text"),
    ("b'bytes'", OPAQUE),
    ("...", OPAQUE),
    ("'" + "x" * 201 + "'", OPAQUE),
    (str(2**70), OPAQUE),
    ("not x", OPAQUE),
    ("-x", OPAQUE),
    ("x > 1", OPAQUE),
    ("[1, *BASE, 'a']", Seq((1, Star(Ref("m.BASE")), "a"))),
    ("{1}", Seq((1,))),
    ("{'a': 1, **BASE}", Table((("a", 1), (Star(Ref("m.BASE")), None)))),
    ("f'{NAME}/x'", Joined((Ref("m.NAME"), "/x"))),
    ("'a' + NAME", Binary("+", "a", Ref("m.NAME"))),
    ("a - b", OPAQUE),
    ("1 if x else 2", Either((1, 2))),
    ("a or 'b'", Either((Ref("m.a"), "b"))),
    ("path('x', include('y'), name='z', **more)", Made("m.path", ("x", Made("m.include", ("y",), {})), {"name": "z"})),
    ("(y := f())", Ref("m.f()")),
    ("(y := 1)", OPAQUE),
    ("lambda: 1", OPAQUE),
    ("x[0].y", Ref("m.x[].y")),
]  # fmt: skip


@pytest.mark.parametrize(("source", "value"), VALUES)
def test_a_value_is_a_constant_or_says_what_it_is_made_of(source: str, value: Value) -> None:
    _outline, body = facts_of(f"X = {source}", name="m")
    assert body.assigns[-1].value == value


def test_assignments_of_module_and_class_bodies_are_known_with_how_they_change_what_was_there() -> None:
    _outline, body = facts_of(
        """
        import os
        A = B = [1]
        A += [2]
        A |= other
        A -= 1
        A.append(3)
        A.insert(0, 4)
        A.remove(1)
        A.update()
        os.environ.update(x=1)
        call()
        D["key"]["sub"] = 1
        D[name] = 1
        os.x = 1
        x, (y, z) = 1, (2, 3)
        p, q = call()
        total: int
        size: int = 5
        if x:
            C = call
        class Box:
            width: "int" = 1
            items.extend([1])
        def f():
            local = 1
            more: int = 2
            none: int
            global total
            local += os.x
            try:
                pass
            except:
                pass
            class Inner:
                deep = 1
        """,
        name="m",
    )
    rows = [(row.scope, row.target, row.operation, row.value) for row in body.assigns]
    assert rows == [
        ("", "A", "=", Seq((1,))),
        ("", "B", "=", Seq((1,))),
        ("", "A", "+=", Seq((2,))),
        ("", "A", "|=", Ref("m.other")),
        ("", "A", "?=", 1),
        ("", "A", "append", 3),
        ("", "A", "insert", 4),
        ("", "A", "remove", 1),
        ("", "A", "update", OPAQUE),
        ("", "D['key']['sub']", "=", 1),
        ("", "x", "=", 1),
        ("", "y", "=", 2),
        ("", "z", "=", 3),
        ("", "p", "=", OPAQUE),
        ("", "q", "=", OPAQUE),
        ("", "total", ":", OPAQUE),
        ("", "size", "=", 5),
        ("", "C", "=", Ref("m.call")),
        ("Box", "width", "=", 1),
        ("Box", "items", "extend", Seq((1,))),
        ("f.Inner", "deep", "=", 1),
    ]
    by_target = {row.target: row for row in body.assigns}
    assert by_target["C"].flags == Where.CONDITIONAL
    assert by_target["C"].path == "m.call"
    assert by_target["width"].annotation == ("builtins.int",)
    assert by_target["size"].path == ""


def test_arguments_are_found_by_position_or_by_name() -> None:
    _outline, body = facts_of("f('a', x.y, to='b', then=g(), **more)")
    call = body.calls[-1]
    assert call.name == "f"
    assert (call.text(0), call.text(1), call.text(9), call.text(None, "to"), call.text(0, "to")) == (
        "a",
        "",
        "",
        "b",
        "b",
    )
    assert (call.ref(1), call.ref(0), call.ref(None, "then")) == ("shop.orders.api.x.y", "", "shop.orders.api.g()")
    assert (call.arg(0), call.arg(5), call.arg(None, "none")) == ("a", None, None)
    assert (call.has(0), call.has(5), call.has(None, "to"), call.has(None, "none")) == (True, False, True, False)
    assert call.args == ("a", Ref("shop.orders.api.x.y"))
    assert set(call.keywords) == {"to", "then"}


def test_a_call_says_what_stands_around_it() -> None:
    _outline, body = facts_of(
        """
        from django.db import transaction

        @decorate(a())
        def f(order):
            with transaction.atomic() as block:
                b()
                transaction.on_commit(lambda: c(order))
            d() if order else e()
            [g(x) for x in order]
            def h():
                i()
        """
    )
    flags = {call.name: call.flags for call in body.calls}
    inside = Where.FUNCTION
    assert flags["a"] == flags["decorate"] == Where.DECORATOR
    assert flags["b"] == inside | Where.ATOMIC
    assert flags["c"] == inside | Where.ATOMIC | Where.ON_COMMIT | Where.LAMBDA
    assert flags["on_commit"] == inside | Where.ATOMIC
    assert flags["d"] == flags["e"] == inside | Where.CONDITIONAL
    assert flags["g"] == inside | Where.LOOP
    assert flags["i"] == inside | Where.NESTED
    assert {call.name: call.scope for call in body.calls}["i"] == "f.h"


def test_uses_are_those_of_imported_names_with_their_role() -> None:
    _outline, body = facts_of(
        """
        from django.db import models
        from orders.models import Order
        from people import decorated, Person

        class Bill:
            order = models.ForeignKey(Order, on_delete=models.CASCADE)
            other = own

        @decorated
        def f(self):
            isinstance(self.x, Person)
            handlers = [Order.objects]
            return Order

        x = Person
        raise Person.DoesNotExist
        """
    )
    assert [(use.path, use.role, use.callee, use.scope) for use in body.uses] == [
        ("orders.models.Order", "argument", "django.db.models.ForeignKey", "Bill"),
        ("django.db.models.CASCADE", "argument", "django.db.models.ForeignKey", "Bill"),
        ("people.decorated", "decorator", "", ""),
        ("people.Person", "argument", "builtins.isinstance", "f"),
        ("orders.models.Order.objects", "value", "", "f"),
        ("orders.models.Order", "value", "", "f"),
        ("people.Person", "value", "", ""),
        ("people.Person.DoesNotExist", "value", "", ""),
    ]


def test_returned_values_are_known_for_each_function() -> None:
    _outline, body = facts_of(
        """
        from orders.models import Order
        def f():
            if x:
                return
            yield Order.objects.all()
            yield
            yield from g()
            return [Order, *range(100)]
        def big():
            return {'a': 1, **dict(zip())}
        """
    )
    assert [(row.scope, row.path) for row in body.returns] == [
        ("f", "orders.models.Order.objects.all()"),
        ("f", "shop.orders.api.g()"),
        ("f", ""),
        ("big", ""),
    ]


def test_long_literals_in_functions_are_not_kept() -> None:
    numbers = ", ".join(map(str, range(100)))
    _outline, body = facts_of(f"A = [{numbers}]\ndef f():\n    return [{numbers}]\n")
    assert isinstance(body.assigns[0].value, Seq)
    assert body.returns[0].raw == ["?"]


def test_tests_of_the_module_itself_are_conditions() -> None:
    _outline, body = facts_of(
        """
        import os
        if os.environ.get("ENV") == "prod" and DEBUG:
            pass
        def f():
            if "other":
                pass
        """
    )
    (condition,) = body.conditions
    assert set(condition.paths) == {"os.environ", "os", "shop.orders.api.DEBUG"}
    assert set(condition.texts) == {"ENV", "prod"}
    assert (condition.line, condition.column) == (3, 4)


@pytest.mark.parametrize("annotation", ["", ": ClassVar", ": ClassVar[list[object]]"])
def test_operations_of_a_migration_are_left_out_unless_they_run_code(annotation: str) -> None:
    source = """
        from django.db import migrations, models
        from orders.models import Order

        def forwards(apps, editor):
            Order.objects.all()

        class Migration(migrations.Migration):
            dependencies = [("orders", "0001_initial"), migrations.swappable_dependency("x"), other]
            operations = [
                migrations.AddField("order", "x", models.IntegerField()),
                migrations.RunPython(forwards),
                call,
            ]
        class Other:
            dependencies = given
            operations = [models.F()]
        """
    for name in ("dependencies", "operations"):
        source = source.replace(f"{name} = [", f"{name}{annotation} = [", 1)
    outline, body = facts_of(source)
    assert [call.name for call in body.calls] == ["all", "swappable_dependency", "RunPython", "F"]
    assert [(each.kind, each.text) for each in outline.mentions] == [("dependency", "orders.0001_initial")]
