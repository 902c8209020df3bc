"""A project as it would be: what a draft has goes before what is on the disk."""

from pathlib import Path

import pytest

from django_opinionated_startapp.audit.draft import DraftInputs
from tests.audit.trees import write_tree

TREE = {"orders/__init__.py": "", "orders/models.py": "a = 1\n", "orders/old.py": "b = 1\n"}
DRAFT = {"orders/models.py": b"a = 2\n", "orders/old.py": None, "orders/lib/new.py": b"c\n", "new/__init__.py": b""}


def test_files_and_folders_of_a_draft_are_there_and_those_it_takes_away_are_not(tmp_path: Path) -> None:
    root, inputs = str(write_tree(tmp_path, TREE)), DraftInputs(DRAFT)
    assert inputs.read(root, "orders/models.py") == b"a = 2\n"
    assert inputs.read(root, "orders/__init__.py") == b""
    assert inputs.read(root, "orders/old.py") is None
    assert inputs.load(root, "orders/models.py") == (None, b"a = 2\n")
    assert inputs.load(root, "orders/__init__.py")[1] == b""
    assert inputs.list(root, "") == [("new", True), ("orders", True)]
    assert inputs.list(root, "new") == [("__init__.py", False)]
    assert inputs.list(root, "orders") == [("__init__.py", False), ("lib", True), ("models.py", False)]
    assert inputs.list(root, "orders/lib") == [("new.py", False)]
    assert not inputs.certain
    with pytest.raises(FileNotFoundError):
        inputs.list(root, "gone")
