"""The comparison of schemas, on every database there is."""

import pytest

pytest.register_assert_rewrite("tests.squash.schema.pairs")
