"""What the proof does about a squash that is wrong: it is never written, and less is squashed until it is right."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError
from django.db import migrations
from django.db.migrations.graph import MigrationGraph

from django_opinionated_startapp.squash import bench, build
from django_opinionated_startapp.squash.carry import CannotCarry
from django_opinionated_startapp.squash.disk import Disk, DiskLoader
from django_opinionated_startapp.squash.plan import Piece
from django_opinionated_startapp.squash.step import Step
from django_opinionated_startapp.squash.verify import files, graphs

from .projects import contents, copied, loaded, new_files, runs_once, squashall

Change = Callable[[tuple[Step, ...]], tuple[Step, ...]]


def reduce_to(monkeypatch: pytest.MonkeyPatch, change: Change) -> None:
    """Let the reduction make a mistake."""
    monkeypatch.setattr(build, "divide", lambda steps, *_rest, **_options: ((), change(tuple(steps))))


def without_the_last(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    return steps[:-1]


def with_sql(*statements: str) -> Change:
    extra = tuple(Step(migrations.RunSQL(statement, ""), None) for statement in statements)
    return lambda steps: (*steps, *extra)


def test_a_reduction_to_another_state_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    reduce_to(monkeypatch, without_the_last)
    with loaded(copied("one_app", tmp_path)):
        out, err = squashall()
    assert "Once more, because shop.0001_squashed_0003_name leads to another state: shop.item: field name" in err
    assert "shop: 3 migrations → 1, 3 operations → 3" in out


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("CREATE INDEX extra ON shop_item (name)", "shop_item: the index extra is new"),
        ("INSERT INTO shop_item (name, price) VALUES ('x', 1)", "shop_item: the row "),
        ("SELECT * FROM nowhere", "shop.0001_squashed_0003_name fails: OperationalError: no such table: nowhere"),
        ("CREATE TABLE extra (id integer)", "extra: the table extra is new"),
    ],
)
def test_a_reduction_to_another_database_is_not_used(
    statement: str, reason: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    reduce_to(monkeypatch, with_sql(statement))
    with loaded(copied("one_app", tmp_path)):
        out, err = squashall()
    assert f"Once more, because {reason}" in err
    assert "shop: 3 migrations → 1, 3 operations → 3" in out


def shop(folder: Path, *operations: str) -> Path:
    """Make an app of migrations with these operations."""
    for path in (folder / "shop", folder / "shop" / "migrations"):
        path.mkdir()
        (path / "__init__.py").touch()
    for number, each in enumerate(operations, 1):
        before = f'("shop", "{number - 1:04}")' if number > 1 else ""
        (folder / "shop" / "migrations" / f"{number:04}.py").write_text(
            "from django.db import migrations, models\n\n\nclass Migration(migrations.Migration):\n"
            f"    dependencies = [{before}]\n    operations = [{each}]\n"
        )
    return folder


def test_a_reference_to_a_key_that_has_grown_is_a_difference_only_if_that_is_wished(tmp_path: Path) -> None:
    """On SQLite the old migrations leave the reference as it was; only what has to do with it is left unreduced."""
    created = '{0}migrations.CreateModel("{1}", [("id", models.AutoField(primary_key=True)), {2}])'
    owner = '("owner", models.ForeignKey("shop.Owner", models.CASCADE))'
    folder = shop(
        tmp_path,
        "".join(
            (created.format("", "Note", ""), created.format(", ", "Owner", ""), created.format(", ", "Item", owner))
        ),
        'migrations.AlterField("owner", "id", models.BigAutoField(primary_key=True)),'
        'migrations.AddField("note", "text", models.CharField(max_length=20, default=""))',
        'migrations.AddField("note", "size", models.IntegerField(default=0)),'
        'migrations.AlterField("note", "text", models.CharField(max_length=30, default=""))',
    )
    with loaded(folder):
        found = json.loads(squashall("--json", "--dry-run", verbosity=0)[0])
        out, err = squashall("--strict-names")
    assert [each["name"] for each in found["harmless_differences"] if each["thing"] == "column"] == ["owner_id"]
    assert found["apps"]["shop"]["operations_after"] == 3
    assert "Once more, because shop_item: the column owner_id has changed (integer not null → bigint not null)" in err
    assert "shop: 3 migrations → 2, 7 operations → 6" in out


def test_only_what_works_on_a_table_that_is_wrong_is_left_unreduced(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    original = build.divide

    def divide(steps: Sequence[Step], *rest: Any, **options: Any) -> Any:  # noqa: ANN401 - those of the original
        starts, found = original(steps, *rest, **options)
        slip = migrations.RunSQL("CREATE INDEX extra ON plate (name)", "")
        return starts, (*found, Step(slip, None)) if len(found) == 1 else found

    monkeypatch.setattr(build, "divide", divide)
    folder = shop(
        tmp_path,
        'migrations.CreateModel("Item", [("id", models.AutoField(primary_key=True))])',
        'migrations.AddField("item", "name", models.CharField(max_length=9))',
        'migrations.RenameModel("item", "Thing"), migrations.AlterModelTable("thing", "plate")',
    )
    with loaded(folder):
        out, err = squashall()
    assert "Once more, because plate: the index extra is new" in err
    assert "shop: 3 migrations → 1, 4 operations → 4" in out


def test_what_fails_unreduced_too_is_divided_and_then_left(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(files, "differences", lambda *_states: ("everything",) if _states[0] is not _states[1] else ())
    with loaded(copied("function_with_effect", tmp_path)):
        out, err = squashall()
    assert new_files(tmp_path, "function_with_effect") == set()
    assert "There is nothing to squash." in err
    assert "Together: 5 migrations → 5" in out


def test_a_file_that_reads_otherwise_than_meant_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(files.carry, "differences", lambda *_arguments: ("a slip",))
    with loaded(copied("effect_on_a_foreign_table", tmp_path)):
        _, err = squashall()
    assert "shop.0002_squashed_0002_groups reads otherwise than meant: a slip" in err
    assert new_files(tmp_path, "effect_on_a_foreign_table") == set()


@pytest.mark.parametrize("operation", ["", "RunPython"])
def test_code_that_cannot_be_carried_stays_where_it_is(
    operation: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    original = build.source_of

    def refuse(text: build.MigrationText, *rest: object) -> str:
        functions = [step.operation for step in text.steps if isinstance(step.operation, migrations.RunPython)]
        if functions:
            raise CannotCarry("shop.x", build.describe(functions[0]) if operation else "", "it is closed over")
        return original(text, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(build, "source_of", refuse)
    with loaded(copied("function_without_effect", tmp_path)):
        out, _ = squashall()
    assert "shop.0002_upper stays alone, because its code can't be carried over: it is closed over." in out


def test_a_file_that_cannot_be_imported_beside_the_old_ones_is_not_used(tmp_path: Path) -> None:
    runs_once(copied("one_app", copied("apps_in_a_cycle", tmp_path)))
    with loaded(tmp_path):
        out, err = squashall()
    reason = "shop.0001_squashed_0003_name can't be imported beside the old files: ValueError: count is registered"
    assert f"Once more, because {reason}" in err
    assert f"shop.0002_price stays alone, because {reason}" in out
    assert {path.name for path in tmp_path.glob("*/migrations/*squashed*")} == {
        "0001_squashed_0002_size.py",
        "0002_squashed_0003_name.py",
    }


def test_deferred_sql_that_a_later_operation_needs_divides_a_piece(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    given: list[Sequence[int]] = []

    def divide(
        steps: Sequence[Step], _state: object, _label: str, boundaries: Sequence[int], **_: object
    ) -> tuple[list[int], Sequence[Step]]:
        given.append(boundaries)
        return ([boundaries[0]], ()) if len(steps) == 4 else ([], steps)

    monkeypatch.setattr(build, "divide", divide)
    with loaded(copied("not_atomic", tmp_path)):
        path = tmp_path / "shop" / "migrations" / "0003_index.py"
        path.write_text(path.read_text(encoding="utf-8").replace("atomic = False", "atomic = True"), encoding="utf-8")
        squashall("shop", "0004", verbosity=0)
    assert given[0] == [1, 2, 3]
    assert new_files(tmp_path, "not_atomic") == {"shop/0002_squashed_0004_size"}


def test_a_graph_that_would_leave_something_out_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    original = graphs._recorded_by
    monkeypatch.setattr(
        graphs, "_recorded_by", lambda loader, old: original(loader, old)[1 if loader._disk is not old else 0 :]
    )
    with loaded(copied("one_app", tmp_path)):
        _, err = squashall()
    assert "a partly migrated database would miss migrations or run them twice" in err
    assert new_files(tmp_path, "one_app") == set()


def test_the_first_migration_is_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    original = MigrationGraph.root_nodes

    def root_nodes(self: MigrationGraph, app: str) -> list[tuple[str, str]]:
        asked.append(app)
        return original(self, app)

    monkeypatch.setattr(MigrationGraph, "root_nodes", root_nodes)
    each = {key: migrations.Migration(*reversed(key)) for key in (("a", "1"), ("b", "1"), ("c", "1"), ("d", "1"))}
    for key in (("b", "1"), ("c", "1")):
        each[key].dependencies = [("a", "__first__")]
    each["d", "1"].dependencies = [("plain", "__first__"), ("d", "__first__")]
    graph = DiskLoader(Disk(each, frozenset("abcd"), frozenset({"plain"}))).graph
    assert [node.key for node in graph.node_map["c", "1"].parents] == [("a", "1")]
    assert asked == ["a"]


def test_an_order_that_would_not_hold_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    original = graphs._recorded_by
    monkeypatch.setattr(
        graphs,
        "_recorded_by",
        lambda loader, old: original(loader, old)[:: -1 if loader._disk is not old else 1],
    )
    with loaded(copied("order_that_nobody_declared", tmp_path)):
        _, err = squashall()
    assert "ant.0002_legs would run too late" in err


def test_what_would_make_django_refuse_a_database_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # Of a piece that is begun, the last old migration would have to come before what comes after the new one.
    monkeypatch.setattr(build, "_run_before", lambda _piece, members: list(build._outside("run_before", members)))
    with loaded(copied("run_before", tmp_path)):
        _, err = squashall("--no-verify")
    assert "Once more, because Django would refuse a database that has ark.0001_initial and not zoo.0002_bars" in err
    assert new_files(tmp_path, "run_before") == {"ark/0001_squashed_0002_count"}


def test_a_database_that_is_refused_and_has_begun_no_piece_is_the_fault_of_all() -> None:
    nodes = {key: SimpleNamespace(migration=migrations.Migration(*reversed(key))) for key in (("a", "1"), ("a", "2"))}
    plan = SimpleNamespace(
        history=SimpleNamespace(by_key=lambda: nodes), pieces=[Piece((("a", "1"),)), Piece((("a", "2"),))]
    )
    case: Any = SimpleNamespace(plan=plan, migrations=(), retreat=lambda reason, _all: build.Setback(reason))
    found = graphs._refused(case, set(), ("b", "1"), ("a", "2"))
    assert (found.reason, found.cuts) == ("Django would refuse a database that has b.1 and not a.2", frozenset())


def test_a_migrated_database_that_would_run_something_is_a_failure(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(bench.Bench, "applied", lambda _bench: ((),))
    with loaded(copied("one_app", tmp_path)):
        _, err = squashall()
    assert "a migrated database would not take the squashed migrations over" in err
    assert new_files(tmp_path, "one_app") == set()


def test_a_failure_that_nothing_helps_against_ends_the_command(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*_arguments: object) -> None:
        raise build.Setback("nothing helps")

    monkeypatch.setattr(build.Builder, "build", fail)
    with loaded(copied("one_app", tmp_path)), pytest.raises(CommandError, match="can't be proved: nothing helps"):
        squashall()


def test_a_history_that_does_not_run_is_the_projects_own_affair(tmp_path: Path) -> None:
    folder = copied("one_app", tmp_path)
    path = folder / "shop" / "migrations" / "0002_price.py"
    path.write_text(path.read_text(encoding="utf-8").replace('"item"', '"gone"'), encoding="utf-8")
    before = contents(folder)
    with loaded(folder), pytest.raises(CommandError, match="The project's own migrations fail"):
        squashall()
    assert contents(folder) == before


def test_volatile_rows_are_told_apart_by_a_second_run(tmp_path: Path) -> None:
    folder = copied("function_with_effect", tmp_path)
    path = folder / "shop" / "migrations" / "0003_first_items.py"
    text = path.read_text(encoding="utf-8").replace('name="first"', "name=str(uuid.uuid4())[:20]")
    path.write_text(f"import uuid\n\n{text}", encoding="utf-8")
    with loaded(folder):
        out, _ = squashall()
    assert out.count("Proved: ") == 6


REMEMBERED = """
from django.db import migrations
from shop import memory


def first(apps, schema_editor):
    if not memory.done:
        apps.get_model("shop", "Item").objects.create(name="first")
    memory.done.append(1)


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_price")]
    operations = [migrations.RunPython(first, migrations.RunPython.noop)]
"""


def test_rows_that_a_process_makes_only_once_are_told_apart_by_a_second_run(tmp_path: Path) -> None:
    folder = copied("function_with_effect", tmp_path)
    (folder / "shop/memory.py").write_text("done = []\n", encoding="utf-8")
    (folder / "shop/migrations/0003_first_items.py").write_text(REMEMBERED, encoding="utf-8")
    with loaded(folder):
        out, err = squashall()
    assert out.count("Proved: ") == 6
    assert "Once more" not in err


def test_a_history_that_a_process_runs_only_once_is_named_and_nothing_is_blamed_on_the_squash(tmp_path: Path) -> None:
    folder = copied("function_with_effect", tmp_path)
    (folder / "shop/memory.py").write_text("done = []\n", encoding="utf-8")
    source = REMEMBERED.replace(
        "if not memory.done:", "if memory.done:\n        raise LookupError(memory.done)\n    else:"
    )
    (folder / "shop/migrations/0003_first_items.py").write_text(source, encoding="utf-8")
    before = contents(folder)
    with loaded(folder), pytest.raises(CommandError) as caught:
        squashall()
    assert str(caught.value).startswith(
        "The project's own migrations can be run only once in a process, so nothing can be compared: LookupError: [1]"
    )
    assert "Use --no-verify" in str(caught.value)
    assert contents(folder) == before


def test_piece_without_operations_can_be_squashed(tmp_path: Path) -> None:
    folder = copied("two_branches_merged", tmp_path)
    with loaded(folder):
        squashall("shop", "0003_merge", verbosity=0)
    assert new_files(tmp_path, "two_branches_merged") == {"shop/0001_squashed_0003_merge"}


def test_a_squash_that_cannot_be_undone_where_the_history_could_is_not_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    reduce_to(monkeypatch, lambda steps: (*steps, Step(migrations.RunSQL("SELECT 1"), None)))
    with loaded(copied("one_app", tmp_path)):
        out, err = squashall()
    assert "Once more, because shop.0001_squashed_0003_name could not be undone any more" in err
    assert "shop: 3 migrations → 1, 3 operations → 3" in out
