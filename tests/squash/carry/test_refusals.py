"""What can't be carried is refused by name, with the reason."""

import sys
from pathlib import Path

import pytest
from django.db import migrations, models
from django.db.migrations.serializer import BaseSerializer
from django.db.migrations.writer import MigrationWriter

from django_opinionated_startapp.squash.carry import CannotCarry, Step, source_of
from tests.squash.carry.packages import Project, migration, write

USE = "\ndef forwards(apps, schema_editor): apps.append(VALUE)\n"


def refusal(steps: tuple[Step, ...]) -> str:
    with pytest.raises(CannotCarry) as caught:
        source_of(migration(steps), "shop.migrations")
    return caught.value.reason


def test_migration_operation_and_reason_are_named(project: Project) -> None:
    with pytest.raises(CannotCarry) as caught:
        source_of(migration(project.steps(write(project, "VALUE = __doc__" + USE))), "shop.migrations")
    assert str(caught.value) == (
        "shop.0001_squashed can't be written, because the operation RunPython (Raw Python operation) can't be carried "
        "over: it uses __doc__ of shop.migrations.0001_a.\n"
        "Leave the migration that it comes from out of the squash, or move the code to a module that stays."
    )
    assert caught.value.migration == "shop.0001_squashed"
    assert caught.value.operation == "RunPython (Raw Python operation)"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("VALUE = __spec__", "it uses __spec__ of shop.migrations.0001_a"),
        ("VALUE = [__file__, 1]", "it uses the path of its own file, shop.migrations.0001_a"),
        ("from pathlib import Path\nVALUE = Path(__file__).with_suffix('.sql')", "it uses the path of its own file, "),
        (
            "import sys\nVALUE = vars(sys.modules[__name__])",
            "it looks up its own module, shop.migrations.0001_a, by",
        ),
        ("from . import m_other\nVALUE = getattr(m_other, 'x')", "it uses the migration shop.migrations.m_other as a"),
        ("from .m_other import odd as VALUE", "shop.migrations.m_other binds odd in a way that can't be followed"),
        ("import shop.migrations.m_other\nVALUE = shop.migrations.m_other.x", "it imports the migration shop.migra"),
        ("if True:\n    from .m_other import x as VALUE", "it imports the migration shop.migrations.m_other when"),
        ("try:\n    import shop.migrations.m_other as VALUE\nfinally: pass", "it uses the migration shop.migrations."),
        (
            "def VALUE():\n    import shop.migrations.m_other",
            "it imports the migration shop.migrations.m_other when it",
        ),
        ("def VALUE():\n    from . import m_other", "it imports the migration shop.migrations.m_other when it runs"),
        ("VALUE = 'shop.migrations.m_other'", 'it refers to the migration "shop.migrations.m_other" when it runs'),
        (
            "from django.db import models\nclass VALUE(models.Model):\n    class Meta: app_label = 'shop'",
            "it defines a model, which Django takes from one file only, shop.migrations.0001_a",
        ),
        ("VALUE = '.m_other'", 'it refers to the migration ".m_other" when it runs'),
        (
            "from django.db.migrations.executor import MigrationExecutor\nVALUE = [MigrationExecutor, '0001_a']",
            'it refers to the migration "0001_a" when it runs',
        ),
    ],
)
def test_code_that_depends_on_its_place_or_on_migrations_is_refused(project: Project, code: str, reason: str) -> None:
    project.load(write(project, "x = 1\nexec('odd = 1')", "", number="m_other"))
    steps = project.steps(write(project, code + USE))
    assert refusal(steps).startswith(reason)


def test_the_name_of_a_migration_is_text_where_nothing_reads_migrations(project: Project) -> None:
    source = source_of(migration(project.steps(write(project, "VALUE = '0001_a'" + USE))), "shop.migrations")
    assert 'VALUE = "0001_a"' in source


@pytest.mark.parametrize("name", ["__file__", "__package__"])
def test_code_of_another_package_must_not_ask_for_its_own(project: Project, name: str) -> None:
    steps = project.steps(write(project, f"import os\nVALUE = os.path.dirname({name})" + USE))
    with pytest.raises(CannotCarry, match=f"it uses (the path|{name})"):
        source_of(migration(steps), "other.migrations")


def test_a_module_without_source_is_refused(project: Project) -> None:
    steps = project.steps(write(project, "VALUE = 1" + USE))
    steps[0].module.__loader__ = None
    assert refusal(steps) == "shop.migrations.0001_a has no source"


def test_a_source_that_is_not_python_any_more_is_refused(project: Project) -> None:
    name = write(project, "VALUE = 1" + USE)
    steps = project.steps(name)
    Path(str(steps[0].module.__file__)).write_text("def")
    assert refusal(steps) == "shop.migrations.0001_a is not Python any more: invalid syntax"


def test_values_that_nothing_spells_are_refused(project: Project) -> None:
    def inner() -> None: ...

    class Lost:
        def deconstruct(self) -> object:
            return "Lost", [], {}

    module = project.load(write(project, "def make():\n    def made(): pass\n    return made", ""))
    found = [
        refusal((Step(migrations.AddField("item", "a", models.IntegerField(default=value)), None),))
        for value in (inner, lambda: 1, 1j, Lost(), {1: 1j}, module.make(), [module])
    ]
    assert found[0].startswith("<function test_values_that_nothing_spells_are_refused.<locals>.inner at ")
    assert found[0].endswith(
        "is not what its name, test_values_that_nothing_spells_are_refused.<locals>.inner, leads to"
    )
    assert found[2] == "1j can't be written: Cannot serialize: 1j"
    assert found[3] == "there is no module in the path Lost"
    assert found[4] == found[2]
    assert "make.<locals>.made" in found[5]
    assert "can't be written: Cannot serialize" in found[6]


def test_a_long_operation_is_shortened_in_the_message() -> None:
    operation = migrations.AddField("item", "a" * 200, models.IntegerField(default=1j))
    with pytest.raises(CannotCarry) as caught:
        source_of(migration([Step(operation, None)]), "shop.migrations")
    assert caught.value.operation == f"AddField (Add field {'a' * 100}…"


def test_a_leaf_that_is_spelled_by_a_migration_is_refused(project: Project) -> None:
    module = project.load(write(project, "class Range(complex): pass", ""))

    class RangeSerializer(BaseSerializer):
        def serialize(self) -> tuple[str, set[str]]:
            name = type(self.value).__module__
            return f"{name}.Range()", {f"import {name}"} if "0001" not in name else {"import shop.migrations.m_r"}

    project.write(
        shop__migrations__m_r="from django.db import migrations\nclass Migration(migrations.Migration): pass"
    )
    project.load("shop__migrations__m_r")
    MigrationWriter.register_serializer(complex, RangeSerializer)
    try:
        field = models.IntegerField(default=module.Range(1))
        assert refusal((Step(migrations.AddField("item", "a", field), None),)).startswith(
            "(1+0j) is written as part of"
        )
    finally:
        MigrationWriter.unregister_serializer(complex)
    assert "shop.migrations.m_r" in sys.modules
