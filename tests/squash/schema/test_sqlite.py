"""What SQLite can have, and that no difference in it is overlooked."""

from collections.abc import Iterator

import pytest

from django_opinionated_startapp.squash.scratch import ScratchDatabases
from tests.squash.databases import empty_database
from tests.squash.schema.pairs import Pair, assert_found, pairs


@pytest.fixture(scope="module")
def databases() -> Iterator[ScratchDatabases]:
    with empty_database("sqlite") as databases:
        yield databases


@pytest.mark.parametrize("pair", pairs("sqlite"))
def test_a_difference_is_found(databases: ScratchDatabases, pair: Pair) -> None:
    assert_found(databases, pair)
