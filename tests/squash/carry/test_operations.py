"""Operations of every kind: spelled out, as they were written, or by way of their migration's class."""

import pytest
from django.db import migrations, models

from django_opinionated_startapp.squash.carry import CannotCarry, Step, source_of
from tests.squash.carry.packages import Project, carried, effect, migration, operations, write


def test_schema_operations_are_spelled_with_a_line_to_an_argument(project: Project) -> None:
    code = 'migrations.CreateModel("Item", [("id", models.AutoField(primary_key=True))], {"ordering": ["id"]})'
    code += ', migrations.AlterUniqueTogether("item", {("b",), ("a",)})'
    assert operations(carried(project.steps(write(project, "", code)))) == (
        """operations = [
        migrations.CreateModel(
            name="Item",
            fields=[
                ("id", models.AutoField(primary_key=True)),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.AlterUniqueTogether(
            name="item",
            unique_together={("a",), ("b",)},
        ),
    ]"""
    )


def test_sql_stays_as_it_was_written(project: Project) -> None:
    code = """
        # Faster than a loop.
        migrations.RunSQL(
            '''
            UPDATE shop_item
               SET a = 1;  -- all
            ''',
            reverse_sql=migrations.RunSQL.noop,
        ),
    """
    assert operations(carried(project.steps(write(project, "", code)))) == (
        '''operations = [
        # Faster than a loop.
        migrations.RunSQL(
            """
            UPDATE shop_item
               SET a = 1;  -- all
            """,
            reverse_sql=migrations.RunSQL.noop,
        ),
    ]'''
    )


def test_lists_that_are_added_together_are_followed(project: Project) -> None:
    code = "def more(): return [migrations.RunSQL('4'), migrations.RunSQL('5')]"
    lists = "migrations.RunSQL('1')] + [migrations.RunSQL('2'), *more()] + [migrations.RunSQL('6')"
    source = operations(carried(project.steps(write(project, code, lists))))
    assert [line.strip() for line in source.splitlines() if "RunSQL" in line or "sql=" in line] == [
        'migrations.RunSQL("1"),',
        'migrations.RunSQL("2"),',
        "migrations.RunSQL(",
        'sql="4",',
        "migrations.RunSQL(",
        'sql="5",',
        'migrations.RunSQL("6"),',
    ]


@pytest.mark.parametrize(
    "class_body",
    [
        "operations = [migrations.RunPython(make(1)), migrations.RunPython(make(2)), *more(), *more()]",
        "operations = [migrations.RunPython(make(each)) for each in (1, 2, 3, 3)]",
        "operations = []\n    for each in (1, 2, 3, 3):\n        operations.append(migrations.RunPython(make(each)))",
        "operations = [migrations.RunPython(make(each)) for each in (1, 2)]\n    operations += more() * 2",
        "one = make(1)\n    operations = [migrations.RunPython(f) for f in (one, make(2), make(3), make(3))]",
    ],
)
def test_operations_made_by_code_come_by_way_of_their_class(project: Project, class_body: str) -> None:
    code = """
from django.db import migrations

def make(number):
    def forwards(apps, schema_editor):
        apps.append(number)
    return forwards

def more():
    return [migrations.RunPython(make(3))]

class Migration(migrations.Migration):
    dependencies = [("contenttypes", "0001_initial")]
"""
    project.write_bytes("shop__migrations__0001_a", f"{code}    {class_body}\n".encode())
    source = carried(project.steps("shop__migrations__0001_a"))
    assert "Migration_0001.operations[2]" in operations(source)
    assert effect(project, source) == [1, 2, 3, 3]


def test_an_expression_of_the_class_body_is_not_taken_for_one_of_the_module(project: Project) -> None:
    project.write(
        shop__migrations__0001_a="""
        from django.db import migrations

        class Migration(migrations.Migration):
            def forwards(apps, schema_editor):
                apps.append(1)

            operations = [migrations.RunPython(forwards)]
        """
    )
    source = carried(project.steps("shop__migrations__0001_a"))
    assert "code=Migration_0001.forwards," in source
    assert effect(project, source) == [1]


def test_unnamed_functions_and_partials_are_carried(project: Project) -> None:
    code = """
from functools import partial

LIMIT = 3
def fill(apps, schema_editor, number): apps.append(number)
class Filler:
    def __call__(self, apps, schema_editor): apps.append("called")
    def method(self, apps, schema_editor): apps.append("method")
filler = Filler()
"""
    several = """
        migrations.RunPython(lambda apps, _: apps.append(LIMIT)), migrations.RunPython(lambda apps, _: apps.append(4)),
        migrations.RunPython(partial(fill, number=LIMIT)),
        migrations.RunPython(filler), migrations.RunPython(filler.method), migrations.RunPython(Filler().method)
    """
    steps = project.steps(write(project, code, several))
    assert effect(project, carried(steps)) == [3, 4, 3, "called", "method", "method"]


def test_custom_operations_whose_deconstruct_does_not_fit_are_copied_from_the_source(project: Project) -> None:
    code = """
class Fill(migrations.RunPython):
    def __init__(self, number):
        self.number = number
        super().__init__(self.fill)
    def fill(self, apps, schema_editor):
        apps.append(self.number)
"""
    name = write(project, code, "Fill(1), Fill(number=2)")
    source = carried(project.steps(name))
    assert "        Fill(1),\n        Fill(number=2),\n" in source
    assert effect(project, source) == [1, 2]
    project.forget()


def test_custom_operations_made_by_the_reducer_are_spelled_with_all_arguments(project: Project) -> None:
    code = """
class Note(migrations.operations.base.Operation):
    serialization_expand_args = ["last", "more"]
    def __init__(self, first, *rest, last=None, **more):
        self.said = (first, *rest, last, more)
    def state_forwards(self, app_label, state): pass

class Once(Note):
    def __init__(self, text):
        super().__init__(text)
    def deconstruct(self):
        return "Once", [], {}

class Half(Note):
    def deconstruct(self):
        return "Half", [self.said[0]], {}
"""
    module = project.load(write(project, code, "", number="0002_b"))
    source = carried(
        [Step(module.Note(1, "b", 3, last={"x": 1}, other=[]), None), Step(module.Note("only", more="x"), None)]
    )
    assert [line.strip() for line in operations(source).splitlines()] == [
        *("operations = [", "Note(", "1,", '"b",', "3,", "last={", '"x": 1,', "},", "other=[],", "),"),
        *("Note(", '"only",', 'more="x",', "),", "]"),
    ]
    with pytest.raises(CannotCarry, match=r"Once .* its deconstruct\(\) does not fit its __init__\(\)"):
        carried([Step(module.Once("x"), None)])
    with pytest.raises(CannotCarry, match=r"makes another operation: \['said'\]"):
        carried([Step(module.Half("x", "y"), None)])


def test_operations_of_other_people_are_imported(project: Project) -> None:
    project.write(tools__operations="from django.db.migrations import RunSQL\nclass Careful(RunSQL): pass\n")
    code = "from tools.operations import Careful as C\nfrom tools import operations as o"
    steps = project.steps(write(project, code, "C('SELECT 1'), o.Careful('SELECT 2')"))
    source = carried(steps)
    assert 'C("SELECT 1")' in source
    spelled = carried([Step(each.operation, None) for each in steps])
    assert "import tools.operations\n" in spelled
    assert "tools.operations.Careful(" in spelled


def test_operations_inside_others_are_carried(project: Project) -> None:
    code = """
def forwards(apps, schema_editor): apps.append(1)
"""
    nested = """migrations.SeparateDatabaseAndState(
        [migrations.RunPython(forwards)], [migrations.AddField("item", "a", models.IntegerField(default=forwards))])"""
    steps = project.steps(write(project, code, nested))
    assert "SeparateDatabaseAndState(\n            [migrations.RunPython(forwards)]," in carried(steps)
    spelled = carried([Step(each.operation, None) for each in steps])
    assert (
        "database_operations=[\n                migrations.RunPython(\n                    code=forwards,\n" in spelled
    )


def test_an_operation_built_in_a_loop_over_files_is_spelled_when_the_files_are_gone(project: Project) -> None:
    (project.root / "x.sql").write_text("SELECT 1")
    path = str(project.root / "x.sql")
    steps = project.steps(
        write(
            project,
            "",
            f"migrations.RunSQL(open({path!r}).read())".replace("open(", "__import__('pathlib').Path(").replace(
                ".read()", ".read_text()"
            ),
        )
    )
    (project.root / "x.sql").unlink()
    assert 'sql="SELECT 1",' in carried(steps)


def test_a_value_of_a_reduced_operation_is_found_where_it_was_written(project: Project) -> None:
    code = """
from django.core.files.storage import FileSystemStorage

class Fake:
    pass

fake = Fake()
count = 1 + 2j
validators = [lambda value: value]
"""
    module = project.load(write(project, code, ""))
    operation = migrations.AddField("item", "a", models.FileField(storage=None, default=module.count))
    with pytest.raises(CannotCarry, match="can't be written: Cannot serialize"):
        source_of(migration([Step(operation, None)]), "shop.migrations")
    text = source_of(migration([Step(operation, None)]), "shop.migrations", origins=[module])
    assert "default=count" in text
    assert carried([Step(operation, None, (module,))]) == text
    validated = migrations.AddField(
        "item", "a", models.IntegerField(validators=module.validators, default=module.fake)
    )
    assert "lambda value: value" in carried([Step(validated, None, (module,))])


def test_code_below_a_reduced_operation_comes_along(project: Project) -> None:
    code = """
class Named:
    pass

class Upper(models.CharField):
    pass

class Items(models.Manager):
    use_in_migrations = True

class ItemQuery(models.QuerySet):
    pass

def folder(instance, name):
    return name
"""
    module = project.load(write(project, code, ""))
    queries = module.ItemQuery.as_manager()
    queries.use_in_migrations = True
    model = migrations.CreateModel(
        "Item",
        [("a", module.Upper(max_length=3)), ("b", models.FileField(upload_to=module.folder))],
        bases=(module.Named, models.Model),
        managers=[("items", module.Items()), ("queries", queries), ("plain", models.Manager())],
    )
    source = carried([Step(model, None)])
    assert "Upper(max_length=3)" in source
    assert "upload_to=folder" in source
    assert '("queries", ItemQuery.as_manager())' in source
    assert '("plain", models.Manager())' in source
    assert "bases=(Named, models.Model)" in source


def test_an_operation_bound_to_a_name_is_found_by_it(project: Project) -> None:
    code = """
class Broken(migrations.RunSQL):
    def __init__(self): super().__init__("SELECT 1")

FIRST = Broken()
"""
    module = project.load(write(project, code, "FIRST"))
    operation = module.Migration.operations[0]
    assert operations(carried([Step(operation, None, (module,))])).split() == ["operations", "=", "[", "FIRST,", "]"]


def test_an_operation_that_is_not_its_migrations_is_spelled(project: Project) -> None:
    module = project.load(write(project, "", "migrations.RunSQL('SELECT 1')"))
    assert 'sql="SELECT 2",' in carried([Step(migrations.RunSQL("SELECT 2"), module)])
