"""Whatever the history, the reduced one makes the same state, the same schema and the same rows."""

import os

from django.core.exceptions import FieldDoesNotExist
from django.db import DatabaseError
from django.db.migrations.operations import RunPython
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from django_opinionated_startapp.squash.state import differences, duplicate

from .histories import History, base_state, populate
from .proof import pieces, run, steps_of

EXAMPLES = int(os.environ.get("REDUCE_EXAMPLES", "50"))
# What Django raises where the history itself can't be run, on this data or at all.
BROKEN = (DatabaseError, ValueError, FieldDoesNotExist, KeyError)


@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_reduced_history_does_the_same(data: st.DataObject) -> None:
    history = History(lambda among: data.draw(st.sampled_from(tuple(among))), base_state())
    history.extend(data.draw(st.integers(0, 8)))
    start, middle = duplicate(history.state), len(history.operations)
    history.extend(data.draw(st.integers(2, 14)))
    first = [*([each] for each in history.operations[:middle]), [RunPython(populate)]]
    later = history.operations[middle:]
    assume(len(later) > 1)
    try:
        expected = run([*first, *([each] for each in later)])
    except BROKEN as error:
        event(f"broken: {type(error).__name__}")
        assume(False)
    reduced = pieces(steps_of([each] for each in later), start)
    found = run([*first, *reduced])
    event(f"{sum(map(len, reduced)) * 10 // len(later)} of 10 operations left")
    assert not differences(expected.state, found.state)
    assert found.tables == expected.tables
    assert found.rows == expected.rows
