"""Projects that nobody thought of: whatever history is drawn, its squash is proved, and smaller or the same."""

import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .projects import apps_in, files, loaded, squashall

# More of them, for a machine with time: DOS_EXAMPLES=5000.
EXAMPLES = int(os.environ.get("DOS_EXAMPLES", "200"))
Model = tuple[str, str]


@dataclass
class Drawn:
    """A history so far: the fields of each model, and the migrations of each app with what they depend on.

    ``users`` are the apps whose functions ask for a model by its name.
    """

    models: dict[Model, dict[str, str]] = field(default_factory=dict)
    targets: dict[Model, set[Model]] = field(default_factory=dict)
    users: dict[Model, set[str]] = field(default_factory=dict)
    written: dict[str, list[tuple[list[tuple[str, str]], str, str]]] = field(default_factory=dict)
    count: int = 0

    def name(self, prefix: str) -> str:
        self.count += 1
        return f"{prefix}{self.count}"

    def last(self, app: str) -> tuple[str, str]:
        return (app, f"{len(self.written[app]):04}")

    def add(self, app: str, operation: str, needs: set[str], code: str = "") -> None:
        """Write a migration; it depends on the last one of its app and of each other app that it ``needs``."""
        needed = [self.last(other) for other in sorted(needs | {app}) if self.written.get(other)]
        self.written.setdefault(app, []).append((needed, operation, code))


def create(drawn: Drawn, _draw: st.DrawFn, app: str) -> None:
    model = (app, drawn.name("Model"))
    drawn.models[model], drawn.targets[model] = {"size": "int"}, set()
    fields = '("id", models.AutoField(primary_key=True)), ("size", models.IntegerField(default=0))'
    drawn.add(app, f'migrations.CreateModel("{model[1]}", [{fields}])', set())


def add_field(drawn: Drawn, draw: st.DrawFn, app: str) -> None:
    model, name = draw(st.sampled_from(own(drawn, app))), drawn.name("field_")
    drawn.models[model][name] = "int"
    drawn.add(app, f'migrations.AddField("{model[1]}", "{name}", models.IntegerField(default={drawn.count}))', set())


def refer(drawn: Drawn, draw: st.DrawFn, app: str) -> None:
    model, name = draw(st.sampled_from(own(drawn, app))), drawn.name("to_")
    target = draw(st.sampled_from(sorted(drawn.models)))
    kind = draw(st.sampled_from(["ForeignKey", "ManyToManyField"]))
    rest = ", null=True, on_delete=models.CASCADE" if kind == "ForeignKey" else ""
    drawn.models[model][name] = kind
    drawn.targets[model].add(target)
    relation = f'models.{kind}("{target[0]}.{target[1]}", related_name="+"{rest})'
    drawn.add(app, f'migrations.AddField("{model[1]}", "{name}", {relation})', {target[0]})


def change_field(drawn: Drawn, draw: st.DrawFn, app: str) -> None:
    model = draw(st.sampled_from(own(drawn, app)))
    names = [name for name, kind in drawn.models[model].items() if kind == "int"]
    if not names:
        return
    name = draw(st.sampled_from(names))
    change = draw(st.sampled_from(["alter", "rename", "remove", "unique"]))
    if change == "alter":
        drawn.add(app, f'migrations.AlterField("{model[1]}", "{name}", models.BigIntegerField(default=1))', set())
    elif change == "rename":
        drawn.models[model][drawn.name("renamed_")] = drawn.models[model].pop(name)
        drawn.add(app, f'migrations.RenameField("{model[1]}", "{name}", "renamed_{drawn.count}")', set())
    elif change == "remove":
        del drawn.models[model][name]
        drawn.add(app, f'migrations.RemoveField("{model[1]}", "{name}")', set())
    else:
        drawn.add(app, f'migrations.AlterUniqueTogether("{model[1]}", {{("id", "{name}")}})', set())
        drawn.models[model][name] = "unique"


def rename(drawn: Drawn, draw: st.DrawFn, app: str) -> None:
    # The apps that refer to the model, or ask for it: Django itself wants their migrations before, though it never
    # says so.
    model = draw(st.sampled_from(own(drawn, app)))
    new = (app, drawn.name("Renamed"))
    drawn.models[new], drawn.targets[new] = drawn.models.pop(model), drawn.targets.pop(model)
    referring = {owner[0] for owner, targets in drawn.targets.items() if model in targets}
    referring |= drawn.users.pop(model, set())
    for targets in drawn.targets.values():
        if model in targets:
            targets.symmetric_difference_update({model, new})
    drawn.add(app, f'migrations.RenameModel("{model[1]}", "{new[1]}")', referring)


def run(drawn: Drawn, draw: st.DrawFn, app: str) -> None:
    model = draw(st.sampled_from(sorted(drawn.models)))
    action = draw(st.sampled_from(["create()", "count()", "update(id=None)"]))
    if action == "update(id=None)":
        action = "filter(id=-1).delete()"
    code = f'def run(apps, schema_editor):\n    apps.get_model("{model[0]}", "{model[1]}").objects.{action}\n'
    drawn.users.setdefault(model, set()).add(app)
    drawn.add(app, "migrations.RunPython(run, migrations.RunPython.noop)", {model[0]}, code)


def own(drawn: Drawn, app: str) -> list[Model]:
    return sorted(model for model in drawn.models if model[0] == app)


CHANGES = [create, add_field, add_field, refer, refer, change_field, change_field, rename, run]


@st.composite
def histories(draw: st.DrawFn) -> Drawn:
    drawn = Drawn()
    for _ in range(draw(st.integers(3, 14))):
        app = draw(st.sampled_from(["ant", "bee", "cow"]))
        change = draw(st.sampled_from(CHANGES)) if own(drawn, app) else create
        change(drawn, draw, app)
    return drawn


def write(drawn: Drawn, folder: Path) -> None:
    for app, written in drawn.written.items():
        place = folder / app / "migrations"
        place.mkdir(parents=True)
        for path in (place / "__init__.py", place.parent / "__init__.py"):
            path.touch()
        for number, (needs, operation, code) in enumerate(written, 1):
            (place / f"{number:04}.py").write_text(
                f"from django.db import migrations, models\n\n\n{code}\n\nclass Migration(migrations.Migration):\n"
                f"    dependencies = {needs!r}\n    operations = [{operation}]\n",
                encoding="utf-8",
            )


@given(histories())
@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_whatever_the_history_its_squash_is_proved(drawn: Drawn) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        write(drawn, folder)
        before = files(folder)
        # Without Django's own apps, whose migrations would be half of those that are run.
        installed = apps_in(folder)
        with loaded(folder, INSTALLED_APPS=installed):
            out, err = squashall("--strict-names")
        assert before <= files(folder)
        assert "Proved: " in out or "There is nothing to squash." in err
        with loaded(folder, INSTALLED_APPS=installed):
            assert "There is nothing to squash." in squashall("--strict-names")[1]
