from pathlib import Path

from django_opinionated_startapp.audit.lookups.classes import attribute, lineage, outsiders
from tests.audit.trees import read_project, write_tree


def test_what_stands_above_a_class_is_found_nearest_first_and_once(tmp_path: Path) -> None:
    source = "from lib import Far\nclass A(Far): ...\nclass B(A): ...\nclass C(B, A): ...\n"
    project = read_project(write_tree(tmp_path, {"orders/__init__.py": "", "orders/models.py": source}))
    assert lineage(project, "orders.models.C") == ("orders.models.C", "orders.models.B", "orders.models.A", "lib.Far")
    assert outsiders(project, "orders.models.C") == {"lib.Far"}


def test_classes_that_stand_above_each_other_come_to_an_end(tmp_path: Path) -> None:
    tree = {
        "orders/__init__.py": "",
        "orders/models.py": "from .other import Other\nclass Order(Other): ...\n",
        "orders/other.py": "from .models import Order\nclass Other(Order): ...\n",
    }
    project = read_project(write_tree(tmp_path, tree))
    assert lineage(project, "orders.models.Order") == ("orders.models.Order", "orders.other.Other")


def test_the_nearest_class_gives_the_attribute(tmp_path: Path) -> None:
    source = "class A:\n    x = 1\n    y = 1\nclass B(A):\n    x = 2\n"
    project = read_project(write_tree(tmp_path, {"orders/__init__.py": "", "orders/models.py": source}))
    values = [found and found[1].value for name in "xyz" for found in [attribute(project, "orders.models.B", name)]]
    assert values == [2, 1, None]
