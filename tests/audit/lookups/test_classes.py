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


def test_ways_that_part_and_meet_again_and_again_are_walked_once(tmp_path: Path) -> None:
    pairs = (f"class A{n}(A{n - 1}, B{n - 1}): ...\nclass B{n}(A{n - 1}, B{n - 1}): ...\n" for n in range(1, 40))
    source = f"class A0: ...\nclass B0: ...\n{''.join(pairs)}"
    project = read_project(write_tree(tmp_path, {"orders/__init__.py": "", "orders/models.py": source}))
    assert len(lineage(project, "orders.models.A39")) == 2 * 39 + 1


def test_a_long_way_up_is_walked_to_its_end(tmp_path: Path) -> None:
    source = "class A0: ...\n" + "".join(f"class A{n}(A{n - 1}): ...\n" for n in range(1, 2000))
    project = read_project(write_tree(tmp_path, {"orders/__init__.py": "", "orders/models.py": source}))
    assert len(lineage(project, "orders.models.A1999")) == len(project.ancestors("orders.models.A1999")) == 2000
