"""``migrate`` on the databases of the moment, with the migrations of a ``Disk``."""

from __future__ import annotations

import sys
from contextlib import contextmanager, redirect_stdout
from itertools import count
from typing import TYPE_CHECKING, TypeAlias

from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connections, router
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ModelState

from .disk import Disk, DiskLoader
from .quick import quick_runs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.migrations.migration import Migration
    from django.db.migrations.state import ProjectState, StateApps

    Watch: TypeAlias = Callable[[Migration], None]
    Step: TypeAlias = Callable[[int, int], None]


def unseen(_done: int, _whole: int) -> None:
    """Hear how many of how many migrations are done, and show nobody."""


class Executor(MigrationExecutor):
    """Django's executor over a loader that was made before."""

    def __init__(self, connection: BaseDatabaseWrapper, loader: DiskLoader, watch: Watch) -> None:
        """Keep the parts; ``watch`` is called with each migration before it runs."""
        self.connection = connection
        self.loader = loader
        self.recorder = MigrationRecorder(connection)
        self._watch = watch
        self.progress_callback = self._progress

    def _progress(self, action: str, migration: Migration | None = None, *_fake: object) -> None:
        if action == "apply_start" and migration is not None:
            self._watch(migration)

    def state_before(self) -> ProjectState:
        """Return the state of what is applied, as the command makes it."""
        make = self._create_project_state  # type: ignore[attr-defined]  # which django-stubs leave out
        state: ProjectState = make(with_applied_migrations=True)
        return state


def migrate(disk: Disk, alias: str, watch: Watch, step: Step = unseen) -> None:
    """Run what is not applied yet on the database ``alias``, with the signals of the command.

    ``watch`` sees each migration before it runs, ``step`` hears how many are done by then, and of how many.
    """
    connection = connections[alias]
    loader = DiskLoader(disk, connection)
    loader.check_consistent_history(connection)
    begun = count()

    def look(migration: Migration) -> None:
        step(next(begun), len(plan))
        watch(migration)

    executor = Executor(connection, loader, look)
    targets = loader.graph.leaf_nodes()
    plan = executor.migration_plan(targets)
    with quick_runs(), _forgetful(), redirect_stdout(sys.stderr):  # migrations print what they like
        before = executor.state_before()
        emit_pre_migrate_signal(0, False, alias, apps=before.apps, plan=plan)  # noqa: FBT003 - never asks
        after = executor.migrate(targets, plan=plan, state=before.clone())
        emit_post_migrate_signal(0, False, alias, apps=_complete_apps(after), plan=plan)  # noqa: FBT003 - the same


@contextmanager
def _forgetful() -> Iterator[None]:
    """Forget the models that functions of migrations make: they are registered, and made once more by the next run."""
    before = {label: set(models) for label, models in apps.all_models.items()}
    try:
        yield
    finally:
        for label, models in apps.all_models.items():
            for name in models.keys() - before.get(label, ()):
                if "<locals>" in models[name].__qualname__:
                    del models[name]
        apps.clear_cache()


def _complete_apps(state: ProjectState) -> StateApps:
    """Return the models with all their relations, which rendering during migrations leaves out in part."""
    state.clear_delayed_apps_cache()
    rendered = state.apps
    keys = [(model.app_label, model.name_lower) for model in rendered.real_models]
    with rendered.bulk_update():
        for key in keys:
            rendered.unregister_model(*key)
    rendered.render_multiple([ModelState.from_model(apps.get_model(*key)) for key in keys])
    return rendered


def make_tables(alias: str) -> None:
    """Make the tables of all models on the empty database ``alias``, as they are, as ``migrate --run-syncdb`` does."""
    connection = connections[alias]
    with connection.schema_editor() as editor:
        for app in apps.get_app_configs():
            if app.models_module:
                for model in router.get_migratable_models(app, alias):
                    if model._meta.can_migrate(connection):
                        editor.create_model(model)
