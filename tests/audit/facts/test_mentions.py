"""Strings that name parts of the project."""

import pytest

from tests.audit.trees import facts_of


def mentions(source: str) -> list[tuple[str, str]]:
    return [(each.kind, each.text) for each in facts_of(source)[0].mentions]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("models.ForeignKey('orders.Order', CASCADE)", [("relation", "orders.Order")]),
        ("models.OneToOneField(to='self')", [("relation", "self")]),
        (
            "models.ManyToManyField('Order', through='orders.Line')",
            [("relation", "Order"), ("relation", "orders.Line")],
        ),
        ("TreeForeignKey('orders.Order')", [("relation", "orders.Order")]),
        ("models.ForeignKey(settings.AUTH_USER_MODEL)", [("relation", "settings.AUTH_USER_MODEL")]),
        ("models.ForeignKey(Order)", []),
        ("models.ForeignKey()", []),
        ("apps.get_model('orders', 'Order')", [("model", "orders.Order")]),
        ("apps.get_model('orders.Order')", [("model", "orders.Order")]),
        ("apps.get_model(app_label='orders', model_name='Order')", [("model", "orders.Order")]),
        ("apps.get_model('orders')", []),
        ("apps.get_model(label, 'Order')", []),
        ("swapper.load_model('orders', 'Order')", [("model", "orders.Order")]),
        ("get_user_model()", [("model", "settings.AUTH_USER_MODEL")]),
        ("get_class('orders.models', 'Order')", [("class", "orders.models.Order")]),
        ("get_class(name)", []),
        ("f(sender=None)", []),
        (
            "get_classes('orders.models', ['Order', 'Line', other])",
            [("class", "orders.models.Order"), ("class", "orders.models.Line")],
        ),
        ("get_classes('orders.models', names)", []),
        ("import_string('orders.api.pay')", [("class", "orders.api.pay")]),
        ("import_module('.api', 'orders')", []),
        ("include('orders.urls')", [("include", "orders.urls")]),
        ("include(('orders.urls', 'orders'), namespace='x')", [("include", "orders.urls")]),
        ("include(router.urls)", []),
        ("include([])", []),
        ("reverse('orders:list')", [("url", "orders:list")]),
        ("reverse_lazy(viewname='orders:list')", [("url", "orders:list")]),
        ("redirect('/orders/')", []),
        ("redirect(to='list')", [("url", "list")]),
        ("redirect(order)", []),
        ("app.send_task('orders.tasks.close')", [("task", "orders.tasks.close")]),
        ("signature('orders.tasks.close')", [("task", "orders.tasks.close")]),
        ("app.send_task(name)", []),
        ("post_save.connect(f, sender='orders.Order')", [("sender", "orders.Order")]),
        ("post_save.connect(f, sender=settings.AUTH_USER_MODEL)", [("sender", "settings.AUTH_USER_MODEL")]),
        ("post_save.connect(f, sender=Order)", []),
        ("x = app_label == 'orders'", [("label", "orders")]),
        ("x = model._meta.app_label in {'orders', 'bills', other}", [("label", "orders"), ("label", "bills")]),
        ("x = name == 'orders'", []),
        ("x = app_label == f()", []),
        ("x = f() == 'orders'", []),
    ],
)
def test_a_string_counts_where_django_would_look_something_up_by_it(source: str, found: list[tuple[str, str]]) -> None:
    assert mentions(source) == found


def test_a_mention_has_its_place() -> None:
    outline, _body = facts_of("def f():\n    return reverse('orders:list')\n")
    (mention,) = outline.mentions
    assert (mention.line, mention.column, mention.scope) == (2, 12, "f")
