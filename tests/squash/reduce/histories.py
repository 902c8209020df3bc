"""Random histories of one app: operations that fit each other, drawn one by one, data operations among them."""

# ruff: noqa: ANN401 - operations, fields and models of all sorts

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import django
from django.db import DatabaseError, models, transaction
from django.db.migrations import operations as ops
from django.db.migrations.state import ModelState, ProjectState

from django_opinionated_startapp.squash.state import forward

from .database import ALIAS

if TYPE_CHECKING:
    from collections.abc import Callable

APP = "shop"
NAMES = ("Alpha", "Beta", "Gamma", "Delta", "Omega", "Sigma", "Theta", "Zeta")
FIELDS = ("one", "two", "three", "four", "five")


def base_state() -> ProjectState:
    """Return a state with a model of another app, which refers to nothing."""
    state = ProjectState()
    thing = [("id", models.AutoField(primary_key=True)), ("code", models.CharField(max_length=9, unique=True))]
    state.add_model(ModelState("base", "Thing", thing))
    return state


def populate(apps: Any, schema_editor: Any) -> None:
    """Add a row to each table of the app that takes one, the same in every run that finds the same models."""
    own = [model for model in apps.get_models() if model._meta.app_label == APP and not model._meta.proxy]
    for model in sorted(own, key=lambda each: each.__name__):
        if model._meta.can_migrate(schema_editor.connection):
            _add_row(model)


def _add_row(model: Any) -> None:
    manager = model._base_manager.using(ALIAS)
    count = manager.count()
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if field.primary_key and not field.remote_field:
            continue
        if field.remote_field:
            target = field.remote_field.model._base_manager.using(ALIAS).order_by("pk").last()
            if target is not None:
                values[field.name] = target
        elif field.null and count % 2 == 0:
            values[field.name] = None
        elif field.name != "_order":
            values[field.name] = _value(field, count)
    try:
        with transaction.atomic(using=ALIAS):
            row = model(**values)
            row.save(using=ALIAS)
            for field in model._meta.local_many_to_many:
                target = field.remote_field.model._base_manager.using(ALIAS).order_by("pk").last()
                if target is not None and field.remote_field.through._meta.auto_created:
                    getattr(row, field.name).add(target)
    except (AttributeError, DatabaseError, ValueError):
        pass  # no row for this one, then


def _value(field: Any, count: int) -> Any:
    if isinstance(field, (models.CharField, models.TextField)):
        return f"{count}"
    if isinstance(field, models.BooleanField):
        return bool(count % 2)
    if isinstance(field, models.DateTimeField):
        return "2020-02-02T02:02:02+00:00"
    return count


class History:
    """A history under construction; ``choose`` picks one of a sequence, as hypothesis or random does."""

    def __init__(self, choose: Callable[[Any], Any], state: ProjectState) -> None:
        self.choose = choose
        self.state = state
        self.operations: list[Any] = []
        self.serial = 0
        self.retired: set[str] = set()

    def add(self, operation: Any) -> None:
        forward(operation, APP, self.state)
        self.operations.append(operation)

    def extend(self, steps: int) -> None:
        """Add operations; a kind that has nothing to work on adds none."""
        for _ in range(len(NAMES)):
            if len(self.concrete()) < 2:
                self.op_create()
        kinds = [getattr(self, name) for name in sorted(dir(self)) if name.startswith("op_")]
        for _ in range(steps):
            self.choose(kinds)()

    # What there is.

    def own(self) -> list[ModelState]:
        return [model for (label, _), model in sorted(self.state.models.items()) if label == APP]

    def concrete(self) -> list[ModelState]:
        return [model for model in self.own() if not model.options.get("proxy")]

    def model(self) -> ModelState | None:
        return self.choose(self.concrete()) if self.concrete() else None

    def fresh(self, among: tuple[str, ...], taken: Any) -> str | None:
        free = [name for name in among if name not in taken]
        return self.choose(free) if free else None

    def used(self, model: ModelState) -> set[str]:
        """Return the fields that options, keys or inheritance name."""
        names = {name for together in model.options.get("unique_together") or () for name in together}
        for each in (*model.options["indexes"], *model.options["constraints"]):
            names |= set(getattr(each, "fields", ()))
            if isinstance(each, models.CheckConstraint):
                names.add(each.name.split("__")[1])
        names |= {model.options.get("order_with_respect_to")}
        return names | {name for name, field in model.fields.items() if field.primary_key}

    def plain(self, model: ModelState) -> list[str]:
        return [
            name for name, field in model.fields.items() if name not in self.used(model) and not field.remote_field
        ]

    def is_base(self, model: ModelState) -> bool:
        return any(f"{APP}.{model.name_lower}" in [str(base).lower() for base in other.bases] for other in self.own())

    # Fields.

    def scalar(self) -> Any:
        null = self.choose((True, False))
        common: dict[str, Any] = {"null": null, "db_index": self.choose((False, False, True))}
        kind = self.choose(("char", "char", "text", "int", "big", "bool", "date"))
        default: dict[str, Any] = {}
        if kind in ("char", "text"):
            if self.choose((True, False)) or not null:
                default = {"default": self.choose(("", "x", "7"))}
            length = {"max_length": self.choose((10, 20, 40))} if kind == "char" else {}
            return (models.CharField if kind == "char" else models.TextField)(**common, **default, **length)
        if kind in ("int", "big"):
            if self.choose((True, False)) or not null:
                default = {"default": self.choose((0, 1, 2))}
            return (models.IntegerField if kind == "int" else models.BigIntegerField)(**common, **default)
        if kind == "bool":
            return models.BooleanField(default=self.choose((True, False)))
        return models.DateTimeField(null=True, help_text=self.choose(("", "when")))

    def relation(self, *, null: bool | None = None) -> Any:
        managed = [model for model in self.own() if model.options.get("managed", True)]  # others may have no table
        targets = ["base.Thing", *(f"{APP}.{model.name}" for model in managed)]
        target, kind = self.choose(targets), self.choose(("key", "key", "many", "one"))
        self.serial += 1
        name = f"back{self.serial}"
        if kind == "many":
            return models.ManyToManyField(target, related_name=name)
        null = self.choose((True, False)) if null is None else null
        field = models.ForeignKey if kind == "key" else models.OneToOneField
        return field(target, models.CASCADE, null=null, related_name=name)

    # Operations.

    def op_create(self) -> None:
        name = self.fresh(NAMES, [*self.retired, *(model.name for model in self.own())])
        if name is None:
            return
        parents = [model for model in self.concrete() if not self.is_base(model)]
        kind = self.choose(("plain", "plain", "plain", "proxy", "child", "unmanaged"))
        options: dict[str, Any] = {}
        bases: tuple[Any, ...] = (models.Model,)
        fields: list[tuple[str, Any]] = [("id", models.AutoField(primary_key=True))]
        if kind in ("proxy", "child") and parents:
            parent = self.choose(parents)
            bases = (f"{APP}.{parent.name_lower}",)
            if kind == "proxy":
                self.add(ops.CreateModel(name, [], options={"proxy": True}, bases=bases))
                return
            link = models.OneToOneField(
                f"{APP}.{parent.name}", models.CASCADE, parent_link=True, primary_key=True, auto_created=True
            )
            self.add(ops.CreateModel(name, [(f"{parent.name_lower}_ptr", link)], bases=bases))
            return
        if kind == "unmanaged":
            options["managed"] = False
        names = FIELDS[: self.choose((1, 2, 3))]
        fields += [(each, self.choose((self.scalar, self.scalar, self.relation))()) for each in names]
        columns = [each for each, field in fields[1:] if not field.many_to_many]
        if len(columns) > 1 and self.choose((True, False)):
            options["unique_together"] = {tuple(columns[:2])}
        if columns and self.choose((True, False)):
            self.serial += 1
            options["indexes"] = [models.Index(fields=columns[:1], name=f"index{self.serial}")]
        self.add(ops.CreateModel(name, fields, options))

    op_create_more = op_create

    def op_delete(self) -> None:
        referred = {
            str(target).lower()
            for model in self.own()
            for field in model.fields.values()
            if field.remote_field and model
            for target in (field.remote_field.model,)
            if target != "self"
        }
        free = [
            model for model in self.own() if f"{APP}.{model.name_lower}" not in referred and not self.is_base(model)
        ]
        if free:
            self.add(ops.DeleteModel(self.choose(free).name))

    def op_rename_model(self) -> None:
        free = [model for model in self.concrete() if not self.is_base(model) and model.bases == (models.Model,)]
        name = self.fresh(NAMES, [model.name for model in self.own()])
        if free and name:
            renamed = self.choose(free).name
            self.retired.add(renamed)  # its indexes keep their names: a new model of the old name would want them
            self.add(ops.RenameModel(renamed, name))

    def op_add_field(self) -> None:
        model = self.model()
        name = model and self.fresh(FIELDS, model.fields)
        if not model or not name or (model.bases != (models.Model,)):
            return
        if self.choose((True, True, False)):
            field = self.scalar()
            if field.null is False and self.choose((True, False)):
                self.add(ops.AddField(model.name, name, field, preserve_default=False))
                return
            self.add(ops.AddField(model.name, name, field))
        else:
            self.add(ops.AddField(model.name, name, self.relation(null=True)))

    op_add_another_field = op_add_field

    def op_remove_field(self) -> None:
        model = self.model()
        free = model and [name for name in model.fields if name not in self.used(model)]
        if model and free:
            self.add(ops.RemoveField(model.name, self.choose(free)))

    def op_alter_field(self) -> None:
        model = self.model()
        free = model and [
            name for name in self.plain(model) if not isinstance(model.fields[name], models.BooleanField)
        ]
        if not model or not free:
            return
        name = self.choose(free)
        field = self.scalar()
        field.db_column = model.fields[name].db_column  # SQLite loses indexes of columns that are renamed at once
        self.add(ops.AlterField(model.name, name, field, preserve_default=field.null or self.choose((True, False))))

    op_alter_another_field = op_alter_field

    def op_describe_field(self) -> None:
        model = self.model()
        name = model and self.choose(list(model.fields))
        if model and name and not model.fields[name].primary_key:
            field = model.fields[name].clone()
            field.help_text = self.choose(("a", "b"))
            self.add(ops.AlterField(model.name, name, field))

    def op_rename_field(self) -> None:
        model = self.model()
        free = model and [name for name in model.fields if name not in self.used(model)]
        name = model and self.fresh(FIELDS, model.fields)
        if model and free and name:
            self.add(ops.RenameField(model.name, self.choose(free), name))

    def op_move_column(self) -> None:
        model = self.model()
        free = model and self.plain(model)
        if model and free:
            name = self.choose(free)
            field = model.fields[name].clone()
            field.db_column = None if field.db_column else f"column_{name}"
            self.add(ops.AlterField(model.name, name, field))

    def op_unique_together(self) -> None:
        model = self.model()
        columns = model and [name for name, field in model.fields.items() if not field.many_to_many]
        if model and columns and len(columns) > 1 and model.bases == (models.Model,):
            value = set() if model.options.get("unique_together") else {(columns[0], columns[1])}
            self.add(ops.AlterUniqueTogether(model.name, value))

    def op_index(self) -> None:
        model = self.model()
        if not model:
            return
        if model.options["indexes"]:
            index = self.choose(model.options["indexes"])
            if self.choose((True, False)):
                self.serial += 1
                self.add(ops.RenameIndex(model.name, f"index{self.serial}", old_name=index.name))
            else:
                self.add(ops.RemoveIndex(model.name, index.name))
        elif self.plain(model):
            self.serial += 1
            self.add(ops.AddIndex(model.name, models.Index(fields=self.plain(model)[:1], name=f"index{self.serial}")))

    def op_constraint(self) -> None:
        model = self.model()
        if not model:
            return
        if model.options["constraints"]:
            self.add(ops.RemoveConstraint(model.name, self.choose(model.options["constraints"]).name))
            return
        self.serial += 1
        if self.choose((True, False)):
            unique = models.UniqueConstraint(fields=["id"], name=f"unique{self.serial}")
            if "id" in model.fields:
                self.add(ops.AddConstraint(model.name, unique))
        elif self.plain(model):
            column = self.choose(self.plain(model))
            condition = models.Q((f"{column}__isnull", False), (f"{column}__isnull", True), _connector="OR")
            argument = "condition" if django.VERSION >= (5, 1) else "check"
            check = models.CheckConstraint(name=f"check{self.serial}__{column}", **{argument: condition})
            self.add(ops.AddConstraint(model.name, check))

    def op_options(self) -> None:
        model = self.model()
        if model:
            options: dict[str, Any] = {"verbose_name": self.choose(("that", "this"))}
            if model.options.get("managed") is False and self.choose((True, True, False)):
                options["managed"] = False
            self.add(ops.AlterModelOptions(model.name, options))

    def op_table(self) -> None:
        model = self.model()
        if model:
            self.serial += 1
            table = self.choose((None, f"table{self.serial}"))
            self.add(ops.AlterModelTable(model.name, table))

    def op_order(self) -> None:
        model = self.model()
        if not model or model.bases != (models.Model,):
            return
        keys = [name for name, field in model.fields.items() if isinstance(field, models.ForeignKey)]
        if model.options.get("order_with_respect_to"):
            self.add(ops.AlterOrderWithRespectTo(model.name, None))
        elif keys and not model.options.get("ordering"):
            self.add(ops.AlterOrderWithRespectTo(model.name, self.choose(keys)))

    def op_data(self) -> None:
        self.add(ops.RunPython(populate, ops.RunPython.noop))
