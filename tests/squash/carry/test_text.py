"""What stands around the operations."""

import pytest
from black.parsing import InvalidInput
from django.conf import settings
from django.db.migrations import swappable_dependency
from django.test.utils import override_settings

from django_opinionated_startapp.squash.carry import CannotCarry, differences, source_of
from tests.squash.carry.packages import Project, migration, write


def source(**attributes: object) -> str:
    text = migration(**attributes)
    written = source_of(text, "shop.migrations")
    assert differences(text, written, "shop.migrations") == ()
    return written


def test_a_file_without_operations(project: Project) -> None:
    write(project, "", "")
    assert source() == (
        "# Made by squashall of django-opinionated-startapp.\n"
        "\n"
        "from django.db import migrations\n"
        "\n"
        "\n"
        "class Migration(migrations.Migration):\n"
        '    replaces = [("shop", "0001_a")]\n'
        "\n"
        "    initial = True\n"
        "\n"
        "    dependencies = []\n"
        "\n"
        "    operations = []\n"
    )


def test_every_attribute_is_written_where_it_says_something() -> None:
    written = source(
        replaces=(("shop", "0001_a"), ("old", "0002_b")),
        initial=False,
        atomic=False,
        run_before=(("auth", "0001_initial"),),
        dependencies=(("contenttypes", "__first__"), ("shop", "0000_zero")),
    )
    assert (
        '    replaces = [("shop", "0001_a"), ("old", "0002_b")]\n\n    initial = False\n\n    atomic = False\n'
        in written
    )
    assert '    run_before = [("auth", "0001_initial")]\n' in written
    assert '        ("contenttypes", "__first__"),\n        ("shop", "0000_zero"),\n' in written


def test_nothing_is_written_of_what_says_nothing() -> None:
    written = source(replaces=(), initial=None)
    assert [line.split()[0] for line in written.splitlines() if " = " in line] == ["dependencies", "operations"]


@pytest.mark.parametrize(
    "dependency", [("__setting__", "AUTH_USER_MODEL"), swappable_dependency(settings.AUTH_USER_MODEL)]
)
def test_the_user_model_is_a_setting(dependency: tuple[str, str]) -> None:
    written = source(dependencies=(dependency,))
    assert "from django.conf import settings\n" in written
    assert "        migrations.swappable_dependency(settings.AUTH_USER_MODEL),\n" in written


def test_other_swappable_dependencies_are_written_as_they_were(project: Project) -> None:
    project.write(
        shop__migrations__0001_a="""
        from django.conf import settings
        from django.db import migrations

        class Migration(migrations.Migration):
            dependencies = [
                tuple(["shop", "x"]),
                migrations.swappable_dependency(getattr(settings, "IMAGE_MODEL", "images.Image")),
            ]
            operations = [migrations.RunSQL("SELECT 1")]
        """
    )
    with override_settings(IMAGE_MODEL="pictures.Picture"):
        steps = project.steps("shop__migrations__0001_a")
        written = source(dependencies=(swappable_dependency("pictures.Picture"),), steps=steps)
        assert 'getattr(settings, "IMAGE_MODEL", "images.Image")' in written
        written = source(dependencies=(swappable_dependency("other.Model"),), steps=steps)
        assert 'swappable_dependency("other.Model"),' in written


def test_imports_are_sorted_by_section_and_name(project: Project) -> None:
    project.write(shop__rules="LIMIT = Rule = rule = 1")
    code = """from __future__ import annotations
import os
import shop.rules
from shop.rules import rule, LIMIT, Rule
from collections import OrderedDict as Z, OrderedDict as A, ChainMap
from django.utils import timezone
import django.utils.text

def forwards(apps, schema_editor):
    return os, shop.rules, rule, LIMIT, Rule, Z, A, ChainMap, timezone, django.utils.text
"""
    written = source(steps=project.steps(write(project, code)))
    assert written[written.index("\n") : written.index("# From")].strip() == (
        "from __future__ import annotations\n"
        "\n"
        "import os\n"
        "from collections import ChainMap\n"
        "from collections import OrderedDict as A\n"
        "from collections import OrderedDict as Z\n"
        "\n"
        "import django.utils.text\n"
        "from django.db import migrations\n"
        "from django.utils import timezone\n"
        "\n"
        "import shop.rules\n"
        "from shop.rules import LIMIT, Rule, rule"
    )


def test_the_line_length_is_kept_to(project: Project) -> None:
    steps = project.steps(write(project, "", "migrations.RunSQL(['SELECT 1', 'SELECT 2', 'SELECT 3'])"))
    assert 'RunSQL(["SELECT 1", "SELECT 2", "SELECT 3"])' in source_of(migration(steps), "shop.migrations")
    assert 'RunSQL(["SELECT 1", "SELECT 2", "SELECT 3"])' not in source_of(migration(steps), "shop.migrations", 40)


def test_syntax_that_black_does_not_know_is_refused(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise InvalidInput("Cannot parse: 1:1")

    monkeypatch.setattr("black.format_str", refuse)
    with pytest.raises(CannotCarry, match=r"its code can't be carried over: black can't read it: Cannot parse: 1:1"):
        source_of(migration(project.steps(write(project, "", ""))), "shop.migrations")


def test_a_dependency_from_a_module_without_source_is_refused(project: Project) -> None:
    steps = project.steps(write(project, "", "migrations.AlterModelTable('item', None)"))
    steps[0].module.__loader__ = None
    with pytest.raises(CannotCarry, match=r"its code can't be carried over: shop\.migrations\.0001_a has no source"):
        source_of(migration(steps, dependencies=(swappable_dependency("other.Model"),)), "shop.migrations")
