"""What was added is taken back where it stands alone; the random settings show the rest."""

from pathlib import Path

import pytest

from django_opinionated_startapp.scaffold.wire import Addition, SourceFile, take_back

INCLUDE = Addition("import", "include", "django.urls")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from django.urls import include\nx = 1\n", "x = 1\n"),
        ("from django.urls import include, path\nx = path\n", "from django.urls import path\nx = path\n"),
        # Others share the line, or use the name.
        ("from django.urls import include; x = 1\n", "from django.urls import include; x = 1\n"),
        ("from django.urls import include\nx = include\n", "from django.urls import include\nx = include\n"),
    ],
)
def test_an_import_goes_if_nothing_else_does(before: str, after: str) -> None:
    assert take_back(SourceFile(Path("urls.py"), before.encode()), [INCLUDE]).decode() == after
