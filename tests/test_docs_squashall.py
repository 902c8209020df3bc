"""The how-to of the squash: its commands run in the order in which they stand there."""

import re
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from .audit.trees import write_tree
from .test_readme import install, run

PAGE = (Path(__file__).parent.parent / "docs" / "squashall.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```console\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
COMMANDS = [line for text in BLOCKS for line in text.splitlines()]
NAMES = ("0001_initial", "0002_price", "0003_size")
SHOP = {
    "shop/__init__.py": "",
    "shop/models.py": """
        from django.db import models


        class Item(models.Model):
            price = models.IntegerField(default=0)
            size = models.IntegerField(default=0)
    """,
    "shop/migrations/__init__.py": "",
    "shop/migrations/0001_initial.py": """
        from django.db import migrations, models


        class Migration(migrations.Migration):
            initial = True
            operations = [
                migrations.CreateModel(
                    name="Item",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        )
                    ],
                )
            ]
    """,
    **{
        f"shop/migrations/{name}.py": f"""
        from django.db import migrations, models


        class Migration(migrations.Migration):
            dependencies = [("shop", "{before}")]
            operations = [migrations.AddField("item", "{name[5:]}", models.IntegerField(default=0))]
    """
        for before, name in pairwise(NAMES)
    },
}


def tag(folder: Path) -> None:
    """Make the folder a repository with the tag that the page names."""
    git = [str(shutil.which("git")), "-C", str(folder), "-c", "user.name=x", "-c", "user.email=x@example.org"]
    for command in (["init", "-q"], ["add", "shop"], ["commit", "-q", "-m", "x"], ["tag", "v1.4"]):
        subprocess.run([*git, *command], check=True)


@pytest.mark.skipif(sys.platform == "win32", reason="the page is written for a POSIX shell")
def test_the_commands_of_the_page_do_what_it_says(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "django", "startproject", "config", "."], cwd=tmp_path, check=True)
    install(tmp_path)
    settings = tmp_path / "config" / "settings.py"
    text = settings.read_text(encoding="utf-8").replace("INSTALLED_APPS = [", "INSTALLED_APPS = ['shop',")
    settings.write_text(f"{text}\nDEFAULT_AUTO_FIELD = 'django.db.models.BigAutoField'\n", encoding="utf-8")
    write_tree(tmp_path, SHOP)
    run("./manage.py migrate", tmp_path)  # a database from before
    tag(tmp_path)
    migrations = tmp_path / "shop" / "migrations"
    outputs = {}
    for line in COMMANDS:
        outputs[line] = run(line, tmp_path)
        if line.endswith("squashall"):
            assert {path.stem for path in migrations.glob("000*")} == {*NAMES, "0001_squashed_0003_size"}
    assert "+class Migration(migrations.Migration):" in outputs["./manage.py squashall --diff"]
    assert "Together: 3 migrations → 2." in outputs["./manage.py squashall --mode rebuild --dry-run"]
    assert "No migrations to apply" in outputs["./manage.py migrate"]
    (left,) = migrations.glob("000*")
    assert "replaces =" not in left.read_text(encoding="utf-8")
    (tmp_path / "db.sqlite3").unlink()
    assert f"Applying shop.{left.stem}... OK" in run("./manage.py migrate", tmp_path)
    run("./manage.py makemigrations --check", tmp_path)
