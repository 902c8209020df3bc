"""The first migration, polished."""

from textwrap import dedent

from django_opinionated_startapp.scaffold.migration import polish


def test_polish() -> None:
    """Imports are sorted in sections, the lists are class variables, everything else stays."""
    source = dedent(
        """\
        import django.db.models.deletion
        import uuid
        from django.conf import settings
        from django.db import migrations, models


        class Migration(migrations.Migration):

            initial = True

            dependencies = [
            ]

            operations = [
            ]
        """
    )
    assert polish(source) == dedent(
        """\
        import uuid
        from typing import ClassVar

        import django.db.models.deletion
        from django.conf import settings
        from django.db import migrations, models



        class Migration(migrations.Migration):
            initial = True

            dependencies: ClassVar = [
            ]

            operations: ClassVar = [
            ]
        """
    )


def test_what_is_no_import_stays() -> None:
    """Comments above the class are kept."""
    assert "# A note." in polish(
        "from django.db import migrations\n\n# A note.\nclass Migration(migrations.Migration):\n    pass\n"
    )
