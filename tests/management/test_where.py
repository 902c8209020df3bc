"""The folder that a command is called in."""

from pathlib import Path
from typing import NoReturn

import pytest

from django_opinionated_startapp.errors import OpinionatedError
from django_opinionated_startapp.management.where import here


def test_a_folder_that_is_gone_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> NoReturn:
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(Path, "cwd", gone)
    with pytest.raises(OpinionatedError) as caught:
        here()
    assert caught.value.message == "The folder that this is called in can't be found: No such file or directory."
    assert caught.value.hint == "Change to the project's folder."
