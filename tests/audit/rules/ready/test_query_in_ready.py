import pytest

from django_opinionated_startapp.audit.rules.ready.query_in_ready import QueryInReady
from tests.audit.trees import run_rule

APP = {
    "orders/__init__.py": "",
    "orders/models.py": """
        from django.db import models

        class Base(models.Model):
            class Meta:
                abstract = True

        class Order(Base):
            paid = models.BooleanField()
        """,
    "orders/setup.py": """
        from .models import Order

        class Registry:
            def __init__(self):
                self.orders = list(Order.objects.filter(paid=True))

            def fill(self):
                self.add()

            def add(self):
                Order.objects.first()

        class Quiet:
            def fill(self):
                return Order.objects.all()

        registry = Registry()
        quiet = Quiet()

        def begin():
            again()

        def again():
            begin()
            Order.objects.count()
        """,
}


def found(body: str, *, methods: str = "", base: str = "AppConfig") -> list[str]:
    lines = "".join(f"        {line}\n" for line in body.split("\n"))
    more = "".join(f"    {line}\n" for line in methods.split("\n"))
    source = (
        "from django.apps import AppConfig\nfrom .base import Base\n"
        f"class OrdersConfig({base}):\n    name = 'orders'\n    def ready(self):\n{lines}{more}"
    )
    tree = {**APP, "orders/apps.py": source, "orders/base.py": BASE}
    said = [each.message.partition(" while")[0] for each in run_rule(QueryInReady, tree)]
    return [each for each in said if not each.startswith("Base")]


BASE = """
from django.apps import AppConfig

class Base(AppConfig):
    def ready(self):
        from .models import Order
        Order.objects.exists()

    def load(self):
        from .models import Order
        self.first = Order.objects.get(pk=1)
"""


@pytest.mark.parametrize(
    "body",
    [
        "from .models import Order\nOrder.objects.get(pk=1)",
        "from .models import Order\nOrder._default_manager.create()",
        "from .models import Order\norders = Order.objects.filter(paid=True)\norders.delete()",
        "from .models import Order\nlen(Order.objects.all())",
        "from .models import Order\nfor order in Order.objects.all():\n    print(order)",
        "from .models import Order\nx = {each.pk for each in Order.objects.filter(paid=True)}",
        "from .models import Order\nOrder.paid_ones.count()",
        "from .models import Order\nOrder(paid=True).save()",
        "from django.shortcuts import get_object_or_404\nfrom .models import Order\nget_object_or_404(Order, pk=1)",
        "from django.contrib.auth import get_user_model\nget_user_model().objects.exists()",
        "self.get_model('Order').objects.count()",
        "from django.contrib.sites.models import Site\nSite.objects.get_current()",
        "from .models import Order\nif Order.objects.exists():\n    pass",
        "from .models import Order\ntry:\n    Order.objects.first()\nexcept Exception:\n    pass",
    ],
)
def test_a_query_in_ready_itself_is_found(body: str) -> None:
    assert [message.partition(" (")[0] for message in found(body)] == ["OrdersConfig.ready asks the database"]


@pytest.mark.parametrize(
    "body",
    [
        "from django.db import connection\nconnection.cursor()",
        "from django.db import connections\nconnections['default'].introspection.table_names()",
        "from django.db import connection\nwith connection.cursor() as cursor:\n    cursor.execute('SELECT 1')",
    ],
)
def test_a_cursor_is_a_query_without_a_model(body: str) -> None:
    assert found(body)[:1] == ["OrdersConfig.ready asks the database (a cursor)"]


@pytest.mark.parametrize(
    ("body", "chain"),
    [
        ("from . import setup\nsetup.begin()", "begin → again"),
        ("from .setup import registry\nregistry.fill()", "fill → add"),
        ("from .setup import Registry\nRegistry()", "__init__"),
        ("from .setup import Registry as R\nR().fill()", "fill → add"),
        ("from .setup import Registry\nRegistry.add(None)", "add"),
    ],
)
def test_what_ready_calls_belongs_to_it(body: str, chain: str) -> None:
    assert found(body)[-1].startswith(f"OrdersConfig.ready → {chain} asks the database")


def test_methods_of_the_config_and_of_its_bases_are_followed() -> None:
    own = "def load(self):\n    from .models import Order\n    Order.objects.first()"
    assert "OrdersConfig.ready → load asks the database (Order)" in found("self.load()", methods=own)
    assert "OrdersConfig.ready → load asks the database (Order)" in found("self.load()", base="Base")
    assert "OrdersConfig.ready → ready asks the database (Order)" in found("super().ready()", base="Base")


@pytest.mark.parametrize(
    "body",
    [
        "from .models import Order\nself.orders = Order.objects.filter(paid=True).order_by('pk')",
        "from .models import Order\nself.count = lambda: Order.objects.count()",
        "from .models import Order\ndef later():\n    return Order.objects.count()\nself.later = later",
        "from .setup import quiet\nquiet.fill()",
        "from .models import Order\nOrder._meta.get_field('paid')\nlen(Order.__name__)\nlist(Order.STATES)\nany(self)",
        "from . import setup\nregister(setup.begin)",
        "from django.db import connection\nprint(connection.vendor)\nconnection.features.has_json()",
        "from . import nowhere\nnowhere.thing()\norders = self.thing()\norders()\nself.missing()\nsuper().ready()",
        "import orders\norders()\nfrom orders.nowhere import Thing\nThing().go()\nfrom .models import Order\nOrder()",
    ],
    ids=[
        "description",
        "lambda",
        "inner",
        "called description",
        "no query",
        "passed on",
        "no cursor",
        "unknown",
        "odd",
    ],
)
def test_what_does_not_run_a_query_is_not_found(body: str) -> None:
    assert found(body) == []


def test_ready_of_a_class_that_is_no_config_is_nobody_s_concern() -> None:
    source = "from .models import Order\nclass Worker:\n    def ready(self):\n        Order.objects.count()\n"
    assert not run_rule(QueryInReady, {**APP, "orders/apps.py": source})


def test_a_config_without_ready_asks_nothing() -> None:
    source = "from django.apps import AppConfig\nclass A(AppConfig):\n    def load(self):\n        open('x')\n"
    assert not run_rule(QueryInReady, {**APP, "orders/apps.py": source})


def test_a_loop_that_saves_asks_twice() -> None:
    body = "from .models import Order\nfor order in Order.objects.all():\n    order.save()"
    assert [message.partition(" (")[0] for message in found(body)] == ["OrdersConfig.ready asks the database"] * 2


def test_a_loop_over_what_is_no_query_asks_nothing() -> None:
    assert found("from .registry import things\nfor each in things():\n    print(each)") == []
