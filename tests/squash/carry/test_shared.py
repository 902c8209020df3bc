"""What a migration keeps in its module stays there if others, which are squashed elsewhere, see it."""

from types import ModuleType

import pytest

from django_opinionated_startapp.squash.carry import CannotCarry, Step, source_of
from tests.squash.carry.packages import Project, effect, migration, write

KEEPS = """
import itertools
from collections import defaultdict

KEPT, READ, COUNT, NUMBERS, TOTAL, NOTES = [], {"a": 1}, 0, itertools.count(), {}, defaultdict(list)

def forwards(apps, schema_editor):
    %s
    apps.append(1)
"""
USES = "from .m_first import forwards as first, READ\ndef forwards(apps, schema_editor):\n    first(apps, READ)\n"


def sources(project: Project, *names: str) -> tuple[tuple[Step, ...], list[ModuleType]]:
    modules = [project.load(name) for name in names]
    return project.steps(*names), modules


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("KEPT.append(1)", "KEPT"),
        ("global COUNT; COUNT += 1", "COUNT"),
        ("next(NUMBERS)", "NUMBERS"),
        ("TOTAL['a'] = 1", "TOTAL"),
        ("NOTES['a'].append(1)", "NOTES"),
        ("del KEPT[0:1]", "KEPT"),
        ("forwards.ran = True", "forwards"),
    ],
)
def test_state_that_others_see_is_not_copied(project: Project, change: str, name: str) -> None:
    first, second = write(project, KEEPS % change, number="m_first"), write(project, USES)
    project.steps(second)
    reason = f"shop.migrations.m_first keeps {name} from one call to the next, and %s, which is not squashed with it, "
    for squashed, other in ((first, second), (second, first)):
        with pytest.raises(CannotCarry) as caught:
            source_of(migration(project.steps(squashed)), "shop.migrations")
        assert caught.value.reason == reason % other.replace("__", ".") + "may look there"
    source = source_of(migration(project.steps(first, second)), "shop.migrations")
    assert effect(project, source) == [1, 1]


def test_what_others_change_is_not_copied(project: Project) -> None:
    write(project, "KEPT = []\ndef forwards(apps, schema_editor): apps.extend(KEPT)", number="m_first")
    steps = project.steps(
        write(project, "from .m_first import KEPT\ndef forwards(apps, schema_editor): KEPT.append(1)")
    )
    with pytest.raises(CannotCarry, match=r"shop\.migrations\.m_first keeps KEPT from one call to the next"):
        source_of(migration(steps), "shop.migrations")


@pytest.mark.parametrize(
    "change", ["READ.get('a')", "KEPT and 1", "local = []; local.append(1)", "apps.append(0); del apps[-1]"]
)
def test_what_is_only_read_may_be_copied(project: Project, change: str) -> None:
    first, second = write(project, KEEPS % change, number="m_first"), write(project, USES)
    project.steps(first)
    assert effect(project, source_of(migration(project.steps(second)), "shop.migrations")) == [1]


def test_others_that_see_other_things_do_not_matter(project: Project) -> None:
    project.write(shop__rules="KNOWN = []\n")
    other = "from shop.rules import KNOWN\ndef forwards(apps, schema_editor): KNOWN.append(1)"
    project.steps(write(project, other, number="m_other"))
    code = "from shop.rules import KNOWN\nSEEN = []\n\ndef forwards(apps, schema_editor):\n    SEEN.append(KNOWN)\n"
    steps = project.steps(write(project, code + "    apps += SEEN\n"))
    assert effect(project, source_of(migration(steps), "shop.migrations")) == [[]]
