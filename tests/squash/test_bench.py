"""What a run on the throw-away databases takes."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from django_opinionated_startapp.squash import bench as benches
from django_opinionated_startapp.squash import trace

NAMES = ["0001_initial", "0002_more"]


@pytest.mark.parametrize("watched", [True, False])
def test_only_the_migrations_are_timed_as_those_of_the_history_are(
    monkeypatch: pytest.MonkeyPatch, *, watched: bool
) -> None:
    ticks, seen = iter([1.0, 3.0, 4.0, 8.0]), []

    def migrate(_disk: Any, _alias: str, watch: Callable[[Any], None], _step: Any) -> None:  # noqa: ANN401
        for name in NAMES:
            watch(SimpleNamespace(app_label="shop", name=name))

    monkeypatch.setattr(trace, "time", SimpleNamespace(process_time=lambda: next(ticks)))
    monkeypatch.setattr(benches, "migrate", migrate)
    monkeypatch.setattr(benches, "read_outcome", lambda _databases, seconds: benches.Outcome((), (), seconds))
    databases: Any = SimpleNamespace(aliases=("default",))
    nothing: Any = None
    bench = benches.Bench(databases, nothing, (), nothing, nothing, None, {})
    assert bench.run(nothing, (lambda each: seen.append(each.name)) if watched else None).seconds == 6.0
    assert seen == (NAMES if watched else [])
