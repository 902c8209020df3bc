"""The parts of ``--mode rebuild`` by themselves: no database is made, and what is to be refused is put in by hand."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from django.db.migrations.operations import AddField
from django.db.models import IntegerField

from django_opinionated_startapp.changes import Create
from django_opinionated_startapp.errors import OpinionatedError
from django_opinionated_startapp.squash.apart import Failed
from django_opinionated_startapp.squash.difference import Difference, Kind
from django_opinionated_startapp.squash.disk import Disk, Key
from django_opinionated_startapp.squash.edit import load
from django_opinionated_startapp.squash.elide import LeftOut
from django_opinionated_startapp.squash.history import App, History, read_history
from django_opinionated_startapp.squash.order import Ordering
from django_opinionated_startapp.squash.plan import Refusal
from django_opinionated_startapp.squash.rebuild import proof, run
from django_opinionated_startapp.squash.rebuild.files import Draft, draft
from django_opinionated_startapp.squash.rebuild.pieces import Unfit, lay_out
from django_opinionated_startapp.squash.rebuild.range import Range, read_range
from django_opinionated_startapp.squash.rebuild.units import order
from django_opinionated_startapp.squash.recorded import Database
from django_opinionated_startapp.squash.step import Step
from django_opinionated_startapp.squash.trace import Effect, Trace

from .projects import apps_in, copied, loaded

ID = '("id", models.AutoField(primary_key=True))'
ITEM = f'migrations.CreateModel("Item", [{ID}])'
SIZE = 'migrations.AddField("item", "size", models.IntegerField(null=True))'
MORE = SIZE.replace("size", "more")
FROM_THE_STATE = "the schema is made from the state that it leads to, and comes out the same"
IDLE = "it does nothing on an empty database, and every other one has it behind it"


def app(folder: Path, label: str, written: Mapping[str, tuple[str, str]], code: str = "") -> Path:
    """Write migrations of an app: to each name its dependencies and its operations."""
    place = folder / label / "migrations"
    place.mkdir(parents=True, exist_ok=True)
    for package in (place, place.parent):
        (package / "__init__.py").touch()
    for name, (dependencies, operations) in written.items():
        body = f"    dependencies = [{dependencies}]\n    operations = [{operations}]\n"
        text = f"from django.db import migrations, models\n\n{code}\n\nclass Migration(migrations.Migration):\n{body}"
        (place / f"{name}.py").write_text(text, encoding="utf-8")
    return folder


def shop(folder: Path, third: str = "", code: str = "") -> Path:
    """Write an app of one model, a field in the second migration, and maybe operations in the ``third``."""
    app(folder, "shop", {"0001_initial": ("", ITEM), "0002_size": ('("shop", "0001_initial")', SIZE)})
    return app(folder, "shop", {"0003_more": ('("shop", "0002_size")', third)}, code) if third else folder


def follower(folder: Path) -> Path:
    """Write an app that follows the one that is rebuilt."""
    item = '("item", models.ForeignKey("shop.Item", models.CASCADE, null=True))'
    return app(
        shop(folder),
        "note",
        {"0001_initial": ('("shop", "0002_size")', f'migrations.CreateModel("N", [{ID}, {item}])')},
    )


@contextmanager
def ranged(
    folder: Path, labels: Collection[str] = (), effects: Collection[Effect] = (), installed: Collection[str] = ()
) -> Iterator[Range]:
    """Read all of the apps ``labels``, or of every one, as if the reference run had shown ``effects``."""
    with loaded(folder, INSTALLED_APPS=[*apps_in(folder), *installed]):
        history = read_history(folder)
        own = {each.label for each in history.apps}
        wanted = frozenset(node.key for node in history.nodes if node.key[0] in (labels or own))
        yield read_range(history, wanted, Trace(tuple(effects)), ())


@contextmanager
def drafted(folder: Path, labels: Collection[str] = (), effects: Collection[Effect] = ()) -> Iterator[Draft]:
    with ranged(folder, labels, effects) as span:
        yield draft(lay_out(span, order(span, ()), [], ""), folder, 119)


def refused(folder: Path, effects: Collection[Effect] = (), installed: Collection[str] = ()) -> str:
    """Return why the only app can't be drafted."""
    with ranged(folder, ["shop"], effects, installed) as span, pytest.raises(Unfit) as error:
        draft(lay_out(span, order(span, ()), [], ""), folder, 119)
    assert error.value.label == "shop"
    return error.value.reason


def busy(label: str, name: str, index: int = 0) -> Effect:
    return Effect((label, name), index, frozenset(), frozenset(), frozenset(), rows=True)


def steps(found: Draft) -> dict[str, list[str]]:
    return {".".join(each.key): [step.operation.describe() for step in each.text.steps] for each in found.migrations}


class Databases:
    def empty(self) -> None:
        """Nothing is there anyway."""


class Bench:
    """Stands for the databases: what runs, is recorded, differs and fails there is said beforehand."""

    def __init__(
        self,
        ran: Collection[Key] = (),
        recorded: Collection[Key] = (),
        found: Collection[Difference] = (),
        error: Exception | None = None,
    ) -> None:
        self.databases = Databases()
        self._ran, self._recorded, self._found, self._error = ran, recorded, found, error

    def rewind_to_end(self) -> None:
        """It is there already."""

    def run(self, disk: Disk, watch: Callable[[Key], None]) -> Disk:
        for key in self._ran:
            watch(key)
        if self._error:
            raise self._error
        return disk

    def applied(self) -> tuple[Collection[Key], ...]:
        return (self._recorded,)

    def compare(self, outcome: Disk, *, strict_names: bool, former_columns: Collection[str]) -> Collection[Difference]:
        assert (strict_names, former_columns) == (False, frozenset())
        return self._found if outcome else ()


def prove(found: Draft, bench: Bench, *databases: Database) -> proof.Proof:
    return proof.prove(found, databases, bench, lambda _: None, strict_names=False)


def unproved(found: Draft, bench: Bench) -> tuple[str, str]:
    with pytest.raises(Unfit) as error:
        prove(found, bench)
    return error.value.label, error.value.reason


def recorded(found: Draft) -> list[Key]:
    return [each.key for each in found.migrations]


def test_all_is_shown_and_what_has_no_meaning_is_told(tmp_path: Path) -> None:
    harmless = Difference(Kind.AUTOMATIC_NAME, "index", "shop_item", "a", "a", "b")
    with drafted(shop(tmp_path)) as found:
        shown = prove(found, Bench(recorded=recorded(found), found=[harmless]), Database("new"))
    assert (len(shown.shown), shown.harmless) == (6, (harmless,))


def test_a_file_that_says_something_else_is_found(tmp_path: Path) -> None:
    with drafted(shop(tmp_path)) as found:
        new = found.migrations[0]
        wrong = replace(new, source=new.source.replace("null=True", "null=False"))
        label, reason = unproved(replace(found, migrations=(wrong,)), Bench())
    assert label == "shop"
    assert reason.startswith("shop.0001_squashed_0002_size reads otherwise than meant: ")


@pytest.mark.parametrize(
    ("model", "reason"),
    [
        ("item", "the new migrations lead to another state: shop.item: field more"),
        ("gone", "shop.0001_squashed_0002_size doesn't fit: ('shop', 'gone')"),
    ],
)
def test_another_state_is_found(model: str, reason: str, tmp_path: Path) -> None:
    with drafted(shop(tmp_path)) as found:
        new = found.migrations[0]
        more = Step(AddField(model, "more", IntegerField(null=True)), None)
        text = replace(new.text, steps=(*new.text.steps, more))
        with pytest.raises(Unfit) as error:
            proof.state_is_equal(replace(found, migrations=(replace(new, text=text),)))
    assert (error.value.label, error.value.reason) == ("shop", reason)


def test_several_last_migrations_are_found(tmp_path: Path) -> None:
    with drafted(shop(tmp_path)) as found:
        key = ("shop", "0009_more")
        frame = "from django.db.migrations import Migration as M\nclass Migration(M):\n    dependencies = {}\n"
        source = frame.format(recorded(found))
        disk = found.disk.with_changes({key: load(source.encode(), key, "shop.migrations", tmp_path)})
        assert unproved(replace(found, disk=disk), Bench()) == (
            "shop",
            "it would have several last migrations (0003_all_or_nothing, 0009_more)",
        )


@pytest.mark.parametrize("lost", ["guard", "replaces"])
def test_a_database_that_would_go_wrong_is_found(lost: str, tmp_path: Path) -> None:
    with drafted(shop(tmp_path)) as found:
        assert found.guard
        if lost == "guard":
            disk = found.disk.with_changes({}, {found.guard.key})
        else:
            new = found.migrations[0]
            text = new.source.replace("replaces", "once")
            disk = found.disk.with_changes({new.key: replace(new, source=text).load()}, {found.guard.key})
        assert unproved(replace(found, disk=disk), Bench()) == (
            "shop",
            "a database would miss migrations, run them twice, or not be stopped",
        )


def test_a_real_database_that_would_run_something_else_is_named(tmp_path: Path) -> None:
    with drafted(follower(tmp_path), ["shop"]) as found:
        databases = [Database("new"), Database("old", found.layout.span.wanted)]
        proof.databases_need_nothing_more(found, databases)
        disk = found.disk.with_changes({}, {("note", "0001_initial")})
        with pytest.raises(Unfit) as error:
            proof.databases_need_nothing_more(replace(found, disk=disk), databases)
    assert (error.value.label, error.value.reason) == (
        "shop",
        "the database 'old' would have other migrations to run: note.0001_initial",
    )


def test_what_is_not_taken_over_is_put_down_to_the_app_or_to_the_one_that_it_follows(tmp_path: Path) -> None:
    reason = "a migrated database would not take the new migrations over"
    with drafted(follower(tmp_path), ["shop"]) as found:
        assert unproved(found, Bench()) == ("shop", reason)
        ran = Bench(ran=[("note", "0001_initial")], recorded=recorded(found))
        assert unproved(found, ran) == ("shop", reason)
        with pytest.raises(OpinionatedError) as error:
            prove(found, Bench(ran=[("strange", "0001")], recorded=recorded(found)))
    assert str(error.value) == f"The rebuild can't be proved: {reason}.\nNothing was written. Try --exclude APP."


def test_a_run_that_fails_is_put_down_to_the_migration_that_was_begun(tmp_path: Path) -> None:
    with drafted(shop(tmp_path)) as found:
        bench = Bench(ran=recorded(found), error=Failed("ValueError: no"))
        assert unproved(found, bench) == ("shop", "shop.0001_squashed_0002_size fails: ValueError: no")
        with pytest.raises(OpinionatedError, match=r"The rebuild can't be proved: migrate fails: ValueError: no\."):
            prove(found, Bench(error=Failed("ValueError: no")))


@pytest.mark.parametrize("table", ["shop_item", "shop_item_tags", "shop_else", "note_n", "other"])
def test_a_difference_is_put_down_to_the_app_of_the_table(table: str, tmp_path: Path) -> None:
    difference = Difference(Kind.MISSING, "column", table, "a", "int", "")
    kind = OpinionatedError if table == "other" else Unfit
    with drafted(follower(tmp_path), ["shop"]) as found, pytest.raises(kind) as error:
        prove(found, Bench(recorded=recorded(found), found=[difference]))
    assert f"{table}: the column a is missing (int → )" in str(error.value)


CHAIN = f'migrations.CreateModel("Egg", [{ID}, ("hen", models.ForeignKey("hen.Hen", models.CASCADE))])'
OPTIONS = """
    migrations.AddField("hen", "egg", models.ForeignKey("egg.Egg", models.CASCADE)),
    migrations.AddField("hen", "name", models.IntegerField()),
    migrations.AlterUniqueTogether("hen", {("egg", "name")}),
    migrations.AlterOrderWithRespectTo("hen", "egg"),
    migrations.AddIndex("hen", models.Index(fields=["egg", "name"], name="hen_egg")),
    migrations.AddConstraint("hen", models.UniqueConstraint(fields=["egg"], name="hen_one")),
"""


def hens(folder: Path) -> Path:
    """Write two apps that refer to each other, of which the later relation has options of all sorts."""
    app(
        folder,
        "egg",
        {"0001_initial": ('("hen", "0001_initial")', CHAIN), "0002_end": ('("egg", "0001_initial")', "")},
    )
    hen = f'migrations.CreateModel("Hen", [{ID}])'
    more = {"0002_egg": ('("hen", "0001_initial"), ("egg", "0001_initial")', OPTIONS)}
    app(folder, "hen", {"0001_initial": ("", hen), **more, "0003_end": ('("hen", "0002_egg")', "")})
    return folder


def test_options_wait_with_the_relation_that_they_name(tmp_path: Path) -> None:
    with drafted(hens(tmp_path)) as found:
        proof.state_is_equal(found)
        proof.files_say_what_was_meant(found)
        assert steps(found)["hen.0001_squashed_0003_end"] == ["Create model Hen"]
        assert [each.partition(" hen")[0] for each in steps(found)["hen.0002_squashed_0003_end"]] == [
            "Add field egg to",
            "Alter unique_together for",
            "Set order_with_respect_to on",
            "Create index",
            "Create constraint",
        ]


def test_a_circle_inside_one_app_keeps_its_options(tmp_path: Path) -> None:
    egg = f'migrations.CreateModel("Egg", [{ID}, ("hen", models.ForeignKey("hen.Hen", models.CASCADE))])'
    both = f'migrations.CreateModel("Hen", [{ID}]), {egg}'
    app(
        tmp_path,
        "hen",
        {"0001_initial": ("", both), "0002_egg": ('("hen", "0001_initial")', OPTIONS.replace("egg.", "hen."))},
    )
    with drafted(tmp_path) as found:
        proof.state_is_equal(found)
        proof.files_say_what_was_meant(found)
        assert len(found.migrations) == 1


def test_one_migration_that_runs_before_another_that_stays_says_so_itself(tmp_path: Path) -> None:
    with drafted(copied("run_before", tmp_path), ["zoo"]) as found:
        (new,) = found.migrations
        assert new.text.run_before == (("ark", "0001_initial"),)
        assert 'run_before = [("ark", "0001_initial")]' in new.source
        assert found.edited == {}


def test_a_single_migration_needs_no_guard(tmp_path: Path) -> None:
    with drafted(app(tmp_path, "shop", {"0001_initial": ("", ITEM)})) as found:
        assert (found.guard, len(found.migrations)) == (None, 1)


def test_a_package_that_names_what_would_go_holds_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    place = tmp_path / "site-packages"
    app(place, "lib", {"0001_initial": ('("shop", "0002_size")', "")})
    monkeypatch.syspath_prepend(place)
    assert refused(shop(tmp_path / "project"), installed=["lib"]) == (
        "lib.0001_initial, which is not the project's own, names shop.0002_size"
    )


def test_what_goes_may_use_what_goes(tmp_path: Path) -> None:
    code = "from importlib import import_module\n\nRATE = import_module('shop.migrations.0002_size')\n"
    look = 'def look(apps, schema_editor):\n    return "0001_initial"\n'
    with drafted(shop(tmp_path, "migrations.RunPython(look)", f"{code}\n\n{look}")) as found:
        assert sorted(name for _, name in found.deleted) == ["0001_initial", "0002_size", "0003_more"]


NAMES = """
def look(apps, schema_editor):
    apps.named = "0002_size"
"""


def test_code_that_is_run_again_and_names_what_goes_holds_the_app(tmp_path: Path) -> None:
    shop(tmp_path, "migrations.RunPython(look)", NAMES)
    assert refused(tmp_path, [busy("shop", "0003_more")]) == "the code of shop.0003_more names shop.0002_size"


def test_code_that_goes_may_name_what_goes(tmp_path: Path) -> None:
    with drafted(shop(tmp_path, "migrations.RunPython(look)", NAMES)) as found:
        assert found.created == {}


def test_code_that_others_need_moves_beside(tmp_path: Path) -> None:
    shop(tmp_path, "migrations.RunPython(look)", NAMES)
    user = tmp_path / "user.py"
    user.write_text('from importlib import import_module\n\nLOOK = import_module("shop.migrations.0003_more").look\n')
    with drafted(tmp_path) as found:
        assert found.created == {tmp_path / "shop/migrations/_0003_more.py": NAMES.strip().encode() + b"\n"}
        assert b'import_module("shop.migrations._0003_more").look' in found.edited[user]
        created = [each.path for each in run._changes(found) if isinstance(each, Create)]
    assert created[-1] == tmp_path / "shop/migrations/_0003_more.py"


def test_code_that_cannot_be_carried_holds_the_app(tmp_path: Path) -> None:
    code = "VALUE = __doc__\n\n\ndef look(apps, schema_editor):\n    return VALUE\n"
    assert refused(shop(tmp_path, "migrations.RunPython(look)", code), [busy("shop", "0003_more")]) == (
        "its code can't be carried over: it uses __doc__ of shop.migrations.0003_more"
    )


def test_what_the_schema_needs_comes_first(tmp_path: Path) -> None:
    first = 'migrations.RunSQL("CREATE SCHEMA a", "DROP SCHEMA a")'
    app(tmp_path, "shop", {"0000_schema": ("", first), "0001_initial": ('("shop", "0000_schema")', ITEM)})
    app(tmp_path, "shop", {"0002_type": ('("shop", "0001_initial")', first.replace("SCHEMA", "TYPE"))})
    app(tmp_path, "shop", {"0003_size": ('("shop", "0002_type")', SIZE)})
    with drafted(tmp_path, effects=[busy("shop", "0000_schema")]) as found:
        assert [each.partition("(")[0] for each in steps(found)["shop.0001_squashed_0003_size"]] == [
            "Raw SQL operation",
            "Raw SQL operation",
            "Create model Item",
        ]
        assert found.layout.span.left_out == ()
        assert "CREATE SCHEMA" in found.migrations[0].source.partition("CREATE TYPE")[0]


CUSTOM = """
from django.db.migrations.operations.base import Operation


class Custom(Operation):
    def state_forwards(self, app_label, state):
        pass


class Named(migrations.RunSQL):
    pass


class Adds(migrations.AddField):
    pass


class CreateExtension(Custom):
    pass


class Elidable(Custom):
    elidable = True
"""


@pytest.mark.parametrize(
    ("operation", "left_out"),
    [
        ("Custom()", ("Custom", IDLE)),
        ("Elidable()", ("Elidable", "it is declared elidable")),
        ("Named('SELECT 1')", ("Named", IDLE)),
        ("migrations.RunSQL('SELECT 1')", ("RunSQL", IDLE)),
        ("migrations.RunPython(migrations.RunPython.noop)", ("RunPython(noop)", IDLE)),
        (
            "migrations.SeparateDatabaseAndState(database_operations=[migrations.RunSQL('SELECT 1')])",
            ("SeparateDatabaseAndState", IDLE),
        ),
        (
            f"migrations.SeparateDatabaseAndState(database_operations=[{SIZE}])",
            ("SeparateDatabaseAndState", "the schema comes out the same without it"),
        ),
        ("CreateExtension()", None),
        (SIZE.replace("migrations.AddField", "Adds").replace("size", "more"), ("Adds", FROM_THE_STATE)),
        (f"migrations.RunSQL('SELECT 1', state_operations=[{MORE}])", ("RunSQL", FROM_THE_STATE)),
        (
            f"migrations.SeparateDatabaseAndState(database_operations=[{MORE}], state_operations=[{MORE}])",
            ("SeparateDatabaseAndState", FROM_THE_STATE),
        ),
        (f"migrations.SeparateDatabaseAndState(state_operations=[{SIZE.replace('size', 'more')}])", None),
        ("migrations.AlterModelOptions('item', {})", None),
    ],
)
def test_what_is_not_run_again_and_has_no_part_in_the_state_is_listed(
    operation: str, left_out: tuple[str, str] | None, tmp_path: Path
) -> None:
    with ranged(shop(tmp_path, operation, CUSTOM)) as span:
        assert span.left_out == ((LeftOut(("shop", "0003_more"), 0, *left_out),) if left_out else ())
        assert span.again == {}
        assert len(span.first) == (operation == "CreateExtension()")


@pytest.mark.parametrize("operation", ["Custom()", "Elidable()", "Named('SELECT 1')"])
def test_what_did_something_is_run_again(operation: str, tmp_path: Path) -> None:
    with ranged(shop(tmp_path, operation, CUSTOM), effects=[busy("shop", "0003_more")]) as span:
        assert (span.left_out, list(span.again)) == ((), [("shop", "0003_more")])


def test_what_is_gone_comes_from_nowhere(tmp_path: Path) -> None:
    with ranged(shop(tmp_path, 'migrations.RemoveField("item", "size")')) as span:
        item = ("shop", "item")
        assert span.origins == {(item, ""): 0, (item, "id"): 0}


def test_an_order_that_nobody_declared_counts(tmp_path: Path) -> None:
    app(shop(tmp_path), "ant", {"0001_initial": ("", "")})
    with ranged(tmp_path) as span:
        ordering = Ordering(("ant", "0001_initial"), ("shop", "0002_size"), "a table")
        assert [node.key[0] for node in span.history.nodes] == ["ant", "shop", "shop"]
        assert span.ancestors == (0, 0, 0b010)
        again = read_range(span.history, span.wanted, Trace(()), [ordering])
    assert again.ancestors == (0, 0, 0b011)


def test_what_is_not_in_the_range_is_not_listed(tmp_path: Path) -> None:
    app(shop(tmp_path, "migrations.RunSQL('SELECT 1')"), "last", {"0001_initial": ('("shop", "0003_more")', "")})
    with ranged(tmp_path, ["last"]) as span:
        assert (span.left_out, span.labels) == ((), ("last",))


def with_obstacle(history: History) -> History:
    apps = tuple(replace(each, obstacle="it is locked", hint="Unlock it.") for each in history.apps)
    ignored = (App("bare", "bare.migrations", Path("bare"), "it is no package", "Add the file."),)
    return replace(history, apps=apps, ignored=ignored)


def test_an_app_that_cannot_be_written_to_is_left(tmp_path: Path) -> None:
    with ranged(shop(tmp_path)) as span:
        wanted = run.Rebuild(with_obstacle(span.history), span.wanted, (), (), tmp_path, "", 119, strict_names=False)
        found = run.rebuild(wanted, None, print)
        assert (found.draft, found.proof, found.changes(tmp_path).changes) == (None, None, ())
    assert found.refusals == (
        Refusal("bare", "it is no package", "Add the file."),
        Refusal("shop", "it is locked", "Unlock it."),
    )
