"""New models at the end of a module that a person wrote, with their imports among those that are there."""

from textwrap import dedent

from django_opinionated_startapp.scaffold.append import _appended

NEW = """
import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


class Tag(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)

    def visible_to(self, user: "AbstractBaseUser") -> None: ...
"""
TAG = NEW[NEW.index("class Tag") :]


def appended(mine: str) -> str | None:
    return _appended(dedent(mine).lstrip("\n"), NEW)


def test_imports_are_sorted_in_and_named_once() -> None:
    mine = """
        '''Models.'''

        import os

        from django.contrib import admin
        from django.db import models
        from shop import prices


        class Category(models.Model): ...
    """
    expected = """
        '''Models.'''

        import os
        import uuid
        from typing import TYPE_CHECKING

        from django.conf import settings
        from django.contrib import admin
        from django.db import models
        from shop import prices

        if TYPE_CHECKING:
            from django.contrib.auth.base_user import AbstractBaseUser


        class Category(models.Model): ...
    """
    assert appended(mine) == dedent(expected).strip("\n") + f"\n\n\n{TAG}"


def test_what_is_imported_for_all_is_there_for_the_types() -> None:
    mine = "from django.contrib.auth.base_user import AbstractBaseUser\nfrom django.db import models\n"
    found = appended(mine)
    assert found is not None
    assert found.count("AbstractBaseUser") == 1 + TAG.count("AbstractBaseUser")
    assert "TYPE_CHECKING" not in found


def test_a_name_that_means_something_else_is_taken() -> None:
    assert appended("from shop import settings\n") is None
    assert appended("if True:\n    uuid = None\n") is None
    assert appended("Tag = None\n") is None


def test_line_ends_stay() -> None:
    found = appended("import uuid\r\n")
    assert found is not None
    assert found.count("\r\n") == found.count("\n")
