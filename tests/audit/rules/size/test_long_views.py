from django_opinionated_startapp.audit.rules.size.long_views import LongViews
from tests.audit.trees import run_rule

LONG = "x = 1\n" * 1001


def test_modules_of_a_package_of_views_count_one_by_one() -> None:
    tree = {
        "orders/__init__.py": "",
        "orders/views/__init__.py": "",
        "orders/views/edit.py": LONG,
        "orders/models.py": LONG,
    }
    assert [found.message for found in run_rule(LongViews, tree)] == ["orders.views.edit has 1001 statements."]
