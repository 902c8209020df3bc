"""Migrations that go through a second connection to the database that is being migrated."""

from pathlib import Path

from .databases import configured
from .projects import SQLITE, copied, loaded, new_files, squashall

FILL = """from django.db import migrations


def fill(apps, schema_editor):
    apps.get_model("shop", "Item").objects.using("other").create(name="first")


class Migration(migrations.Migration):
    dependencies = [("shop", "0003_name")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
"""


def test_a_function_may_write_through_another_alias_of_the_same_file(tmp_path: Path) -> None:
    # Nothing else may have read from the file within the transaction: SQLite would say that it is locked.
    folder = copied("one_app", tmp_path)
    (folder / "shop" / "migrations" / "0004_fill.py").write_text(FILL, encoding="utf-8")
    file = {**SQLITE, "NAME": str(tmp_path / "db.sqlite3")}
    with loaded(folder), configured(default=file, other=file):
        out, _ = squashall()
    assert "shop.0004_fill stays alone, because it changes rows on an empty database." in out
    assert new_files(tmp_path, "one_app") >= {"shop/0001_squashed_0003_name"}
