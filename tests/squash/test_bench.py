"""What a run on the throw-away databases takes."""

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn, cast

import pytest

from django_opinionated_startapp.squash import bench as benches
from django_opinionated_startapp.squash import trace
from django_opinionated_startapp.squash.apart import Failed
from django_opinionated_startapp.squash.bench import Bench, make_bench
from django_opinionated_startapp.squash.build import Setback
from django_opinionated_startapp.squash.history import read_history
from django_opinionated_startapp.squash.scratch import scratch
from django_opinionated_startapp.squash.verify import runs
from django_opinionated_startapp.squash.verify.runs import interrupted_run_resumes

from .projects import copied, loaded

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
    databases: Any = SimpleNamespace(aliases=("default",), disconnect=lambda: None)
    nothing: Any = None
    bench = benches.Bench(databases, nothing, (), nothing, nothing, None, {})
    watching = [seen.append] if watched else []
    assert bench.run(nothing, *watching).seconds == 6.0
    assert seen == ([("shop", name) for name in NAMES] if watched else [])


def test_the_history_can_be_interrupted_and_resumed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with loaded(copied("function_with_effect", tmp_path)), scratch(verify_with="sqlite://") as databases:
        history = read_history(tmp_path)
        stop = history.nodes[-1].key
        bench = make_bench(databases, history.disk, stop)
        resumed = bench.resumed(stop)
        assert resumed is not None
        assert resumed.outcome.schemas == bench.outcome.schemas
        assert resumed.outcome.rows == resumed.repeated_rows() == bench.outcome.rows

        def fail(*_arguments: object) -> NoReturn:
            raise Failed("no")

        monkeypatch.setattr(Bench, "run", fail)
        assert bench.resumed(stop) is None


@pytest.mark.parametrize("fails", [True, False])
def test_what_differs_is_held_to_the_history_that_is_resumed(fails: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[object] = []

    def compare(_case: object, bench: object, run: object, *, strict_names: bool) -> None:
        compared.append((bench, run, strict_names))
        if bench is whole:
            raise Setback("another row")

    whole: Any = SimpleNamespace(stops=("third", "half"), resumed=lambda stop: None if fails else f"from {stop}")
    monkeypatch.setattr(runs, "_compared", compare)
    asked = [(whole, "last run", True), ("from half", "last run", True)]
    nothing: Any = None
    with pytest.raises(Setback) if fails else nullcontext():
        interrupted_run_resumes(nothing, whole, cast("Any", ["last run"]), strict_names=True)
    assert compared == asked[: 2 - fails]
