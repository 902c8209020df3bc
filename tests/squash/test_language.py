"""A project in another language than English is squashed as ``makemigrations`` and ``migrate`` would have it."""

import json
from pathlib import Path

from django.utils import translation

from .projects import contents, copied, loaded, new_files, squashall

NAMED = """from django.db import migrations, models
from django.utils.translation import gettext, gettext_lazy as _


def look(apps, schema_editor):
    with open("seen", "a") as seen:
        seen.write(gettext("Monday") + " ")


class Migration(migrations.Migration):
    dependencies = [("shop", "0003_name")]
    operations = [
        migrations.AlterModelOptions("item", {"verbose_name": _("user")}),
        migrations.AddField("item", "day", models.CharField(_("Monday"), max_length=9, default=_("Monday"))),
        migrations.RunPython(look, migrations.RunPython.noop),
        migrations.AlterField("item", "day", models.CharField(_("Monday"), max_length=19, default=_("Monday"))),
    ]
"""


def test_texts_of_models_are_no_drift(tmp_path: Path) -> None:
    with loaded(copied("one_app", tmp_path), LANGUAGE_CODE="de"):
        found = json.loads(squashall("--json", "--dry-run", verbosity=0)[0])["already_so_before"]
    assert found["makemigrations"] == ["shop: Delete model Item"]


def test_migrations_run_and_are_written_in_no_language(tmp_path: Path) -> None:
    folder = copied("one_app", tmp_path)
    (folder / "shop" / "migrations" / "0004_day.py").write_text(NAMED, encoding="utf-8")
    with loaded(folder, LANGUAGE_CODE="de"):
        squashall("shop")
        assert translation.get_language() == "de"
    assert new_files(folder, "one_app") == {"shop/0004_day", "shop/0001_squashed_0004_day"}
    assert not any(b"Montag" in each or b"Benutzer" in each for each in contents(folder).values())
    assert set((folder / "seen").read_text(encoding="utf-8").split()) == {"Monday"}
