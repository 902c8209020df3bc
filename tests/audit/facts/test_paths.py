"""What expressions refer to: paths through imports, variables, loops and calls."""

import pytest

from tests.audit.trees import facts_of


def paths(source: str, **module: object) -> list[str]:
    return [call.path for call in facts_of(source, **module)[1].calls]  # type: ignore[arg-type]  # keywords are passed on


@pytest.mark.parametrize(
    ("source", "path"),
    [
        ("from orders.models import Order\nOrder.objects.all()", "orders.models.Order.objects.all"),
        ("from orders.models import Order as O\nO.objects.all()", "orders.models.Order.objects.all"),
        ("import orders.models\norders.models.Order()", "orders.models.Order"),
        ("import orders.models as m\nm.Order()", "orders.models.Order"),
        ("from .models import Order\nOrder()", "shop.orders.models.Order"),
        ("from ..billing import api\napi.pay()", "shop.billing.api.pay"),
        ("from . import models\nmodels.Order()", "shop.orders.models.Order"),
        ("from .... import models\nmodels.Order()", "..models.Order"),
        ("open('x')", "builtins.open"),
        ("from x import *\nunknown()", "shop.orders.api.unknown"),
        ("def own(): ...\nown()", "shop.orders.api.own"),
        ("''.join([])", "?.join"),
        ("a[0].save()", "shop.orders.api.a[].save"),
        ("(lambda: 1)()", "?"),
        ("f()()", "shop.orders.api.f()"),
        ("async def f(task):\n    (await task.get()).run()", ".task.get().run"),
        ("def f(x):\n    (y := x.first()).save()\n    y.delete()", ".x.first().delete"),
        ("def f(x):\n    (y := 1).save()", "?.save"),
    ],
)
def test_a_call_is_known_by_where_its_name_comes_from(source: str, path: str) -> None:
    assert path in paths(source)


def test_a_package_resolves_relative_imports_from_itself() -> None:
    assert "shop.orders.models.f" in paths("from .models import f\nf()", name="shop.orders", is_package=True)


def test_a_module_without_a_package_has_nothing_above_it() -> None:
    outline, _body = facts_of("from .models import f", name="api")
    assert outline.imports[0].target == "models.f"


def test_variables_are_followed_as_long_as_it_is_clear_what_they_hold() -> None:
    found = paths(
        """
        from orders.models import Order

        def close(request, order):
            order.save()
            orders = Order.objects.filter(open=True)
            orders.update(open=False)
            total = 1 + 2
            total.bit_length()
            first, *rest = orders
            first.save()
            with open("x") as file:
                file.read()
            for each in orders:
                each.save()
            for left, right in pairs():
                left.save()
            try:
                pass
            except ValueError as error:
                error.log()
        """
    )
    assert found == [
        ".order.save",
        "orders.models.Order.objects.filter",
        "orders.models.Order.objects.filter().update",
        ".total.bit_length",
        ".first.save",
        "builtins.open",
        "builtins.open().read",
        "builtins.iter",
        "orders.models.Order.objects.filter()[].save",
        "shop.orders.api.pairs",
        "builtins.iter",
        ".left.save",
        ".error.log",
    ]


def test_names_of_a_function_are_its_own_and_those_of_a_class_body_are_not_seen_by_methods() -> None:
    found = paths(
        """
        from orders.models import Order

        class Desk:
            manager = Order.objects
            manager.all()

            def close(self):
                self.total()
                manager.all()

            @classmethod
            def open(cls, manager):
                cls.make()
                manager.all()

            @staticmethod
            def sum(first):
                first.all()

        def clean():
            from billing.models import Bill as Order
            import billing.tasks
            import billing.api as b
            Order()
            billing.tasks.run()
            b.pay()
            def inner(): ...
            class Local: ...
            inner()
            Local()
        """
    )
    assert found == [
        "shop.orders.api.Desk.manager.all",
        "self.total",
        "shop.orders.api.manager.all",
        "cls.make",
        ".manager.all",
        ".first.all",
        "billing.models.Bill",
        "billing.tasks.run",
        "billing.api.pay",
        ".inner",
        ".Local",
    ]


def test_comprehensions_and_lambdas_bind_their_own_names() -> None:
    found = paths(
        """
        from orders.models import Order
        a = [o.save() for o in Order.objects.all() if o.open()]
        b = {o.id(): o.sum() for o, p in [1]}
        c = {x.y() for x in [1]}
        d = lambda x, *y, z=f(), **k: x.save()
        def g(rows):
            return (row.save() for row in rows)
        """
    )
    assert found == [
        "orders.models.Order.objects.all",
        "builtins.iter",
        "orders.models.Order.objects.all()[].open",
        "orders.models.Order.objects.all()[].save",
        ".o.id",
        ".o.sum",
        ".x.y",
        "shop.orders.api.f",
        ".x.save",
        ".rows[].save",
    ]


def test_what_is_bound_at_the_top_level_keeps_its_own_name() -> None:
    found = paths(
        """
        from django.contrib.auth import get_user_model
        User = get_user_model()
        User.objects.all()
        for name in ("a",):
            name.upper()
        with open("x") as file, other() as (left, right):
            file.read()
        first, *others = 1, 2
        others.pop()
        """
    )
    assert found == [
        "django.contrib.auth.get_user_model",
        "shop.orders.api.User.objects.all",
        "shop.orders.api.name.upper",
        "builtins.open",
        "shop.orders.api.other",
        "shop.orders.api.file.read",
        "shop.orders.api.others.pop",
    ]


def test_an_import_goes_before_another_binding_of_the_name() -> None:
    source = """
        try:
            from fast import load
        except ImportError:
            load = None
        load()
        """
    assert paths(source) == ["fast.load"]


def test_a_chain_that_grows_without_end_is_given_up() -> None:
    assert paths("def f(x):\n" + "    x = x.next_of_them_all()\n" * 20)[-1].startswith(".x")
    assert paths("x" + ".attribute" * 40 + "()")[0].startswith("?.attribute")
