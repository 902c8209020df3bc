"""What is put off is done when it is wanted, and comes to the same."""

from typing import Any

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState, StateApps

from django_opinionated_startapp.squash.postpone import postponed

KEY = ("id", models.AutoField(primary_key=True))


class Own(models.CharField):
    """Somebody's own field."""


def alter(name: str = "name", **options: Any) -> migrations.AlterField:  # noqa: ANN401 - of a field
    return migrations.AlterField("Item", name, models.CharField(**{"max_length": 9, **options}))


def made() -> ProjectState:
    """Return a state with two models, which are there already."""
    state = ProjectState()
    state.add_model(ModelState("shop", "Item", [KEY, ("name", models.CharField(max_length=9))]))
    state.add_model(ModelState("shop", "Note", [KEY, ("item", models.ForeignKey("shop.Item", models.CASCADE))]))
    assert state.apps
    return state


def helped(state: ProjectState) -> str:
    return str(state.apps.get_model("shop", "item")._meta.get_field("name").help_text)


def seen(state: ProjectState) -> object:
    """Return all of the models, relations included."""
    found = [
        (
            model._meta.label,
            str(model._meta.verbose_name),
            [(each.name, str(each)) for each in model._meta.get_fields()],
        )
        for model in state.apps.get_models()
    ]
    note = state.apps.get_model("shop", "note")
    assert note._meta.get_field("item").related_model is state.apps.get_model("shop", "item")
    return sorted(map(repr, found)), helped(state)


class Editor:
    """Sees what would be altered."""

    class connection:  # noqa: N801 - as Django has it
        alias = "default"

    def __init__(self) -> None:
        self.altered: list[str] = []

    def alter_field(self, _model: object, _old: object, new: models.Field) -> None:
        self.altered.append(new.name)


def run(state: ProjectState, *operations: Operation) -> tuple[ProjectState, list[str]]:
    """Do what Django's ``Migration.apply`` does; return the state before the last operation, and what was altered."""
    editor = Editor()
    old = state
    for operation in operations:
        old = state.clone()
        operation.state_forwards("shop", state)
        operation.database_forwards("shop", editor, old, state)  # type: ignore[arg-type]  # as much as is needed
    return old, editor.altered


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count the models that are made anew."""
    counts: list[int] = []
    original = StateApps.render_multiple

    def render(self: StateApps, states: list[ModelState]) -> None:
        counts.extend([len(states)] if states else [])
        original(self, states)

    monkeypatch.setattr(StateApps, "render_multiple", render)
    return counts


ALL = (
    alter(help_text="a"),
    migrations.AlterModelOptions("Item", {"verbose_name": "thing"}),
    alter(help_text="b"),
    migrations.AlterModelManagers("Item", [("all", models.Manager())]),
    alter(max_length=20, help_text="c"),
    alter(max_length=20, help_text="d"),
)


def test_models_are_those_that_django_makes() -> None:
    expected = made()
    old, altered = run(expected, *ALL)
    assert altered == ["name"] * 4
    with postponed():
        state = made()
        before, fewer = run(state, *ALL)
        assert fewer == ["name"]
        assert seen(before) == seen(old)
        assert seen(state) == seen(expected)
    assert seen(state) == seen(expected)


def test_what_is_put_off_is_done_once_for_both_states(rendered: list[int]) -> None:
    with postponed():
        state = made()
        rendered.clear()
        nothing = migrations.SeparateDatabaseAndState()
        old, _ = run(state, alter(help_text="a"), alter(help_text="b"), nothing, nothing)
        assert rendered == []
        assert (helped(old), helped(state)) == ("b", "b")
        assert rendered == [2]
        assert old.apps is not state.apps
        assert old.apps.get_model("shop", "item") is state.apps.get_model("shop", "item")


def test_a_copy_that_changes_leaves_the_other_state_alone() -> None:
    # SeparateDatabaseAndState goes on with copies of the state before.
    with postponed():
        state = made()
        run(state, alter(help_text="a"))
        copy = state.clone()
        copy.remove_field("shop", "note", "item")
        alter(help_text="b").state_forwards("shop", copy)
        assert len(copy.apps.get_model("shop", "note")._meta.get_fields()) == 1
        assert (helped(copy), helped(state)) == ("b", "a")
        assert len(state.apps.get_model("shop", "note")._meta.get_fields()) == 2


def test_the_latest_is_put_off_on_top() -> None:
    with postponed():
        state = made()
        old, _ = run(state, alter(help_text="a"), alter(help_text="b"))
        assert (helped(state), helped(old)) == ("b", "a")


def test_models_may_be_given_up_and_made_again() -> None:
    with postponed():
        state = made()
        run(state, alter(help_text="a"))
        copy = state.clone()
        del state.apps
        assert helped(state.clone()) == "a"
        assert helped(state) == "a"
        copy.is_delayed = True
        copy.clear_delayed_apps_cache()
        assert helped(copy) == "a"
        bare = ProjectState(copy.models)
        run(bare, alter(help_text="b"))
        assert "apps" not in vars(bare)


def test_postponing_twice_is_postponing() -> None:
    with postponed(), postponed():
        state = made()
        run(state, alter(help_text="a"))
        assert helped(state) == "a"
    assert "clone" in ProjectState.clone.__name__
    assert type(vars(ProjectState)["apps"]).__name__ == "cached_property"


@pytest.mark.parametrize(
    "operation",
    [
        alter(max_length=3),
        alter(db_column="other"),
        alter(null=True),
        migrations.AlterField("Item", "name", models.CharField(max_length=9, default="x"), preserve_default=False),
        migrations.AlterField("Item", "name", models.SlugField(max_length=9)),
        migrations.AlterField("Item", "name", Own(max_length=9)),
    ],
)
def test_what_may_change_a_column_is_done_at_once(operation: Operation) -> None:
    with postponed():
        assert run(made(), operation)[1] == ["name"]


def test_fields_of_others_are_always_looked_at() -> None:
    own = migrations.AlterField("Item", "name", Own(max_length=9))
    with postponed():
        assert run(made(), own, own)[1] == ["name", "name"]


@pytest.mark.parametrize(("model", "field"), [("Lost", "name"), ("Item", "lost")])
def test_what_does_not_fit_fails_as_ever(model: str, field: str) -> None:
    with postponed(), pytest.raises((LookupError, FieldDoesNotExist)):
        run(made(), migrations.AlterField(model, field, models.TextField()))


def test_a_model_that_goes_after_it_was_altered_is_not_made_anew() -> None:
    both = migrations.SeparateDatabaseAndState(
        state_operations=[
            migrations.AlterField("Note", "id", models.AutoField(primary_key=True, help_text="a")),
            migrations.DeleteModel("Note"),
        ]
    )
    nothing = migrations.SeparateDatabaseAndState()
    with postponed():
        state = made()
        run(state, both, nothing)
        assert [model._meta.label for model in state.apps.get_models()] == ["shop.Item"]
