"""The how-to of upgrades: its commands run in the order in which they stand there, and its tables are true."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from django_opinionated_startapp.scaffold.merge.marks import Kind, mark

from .test_readme import install, run

PAGE = (Path(__file__).parent.parent / "docs" / "upgrading.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^ *```console\n(.*?)^ *```$", PAGE, re.MULTILINE | re.DOTALL)
COMMANDS = [line.strip() for text in BLOCKS for line in text.splitlines()]


@pytest.mark.skipif(sys.platform == "win32", reason="the page is written for a POSIX shell")
def test_the_commands_of_the_page_do_what_it_says(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "django", "startproject", "config", "."], cwd=tmp_path, check=True)
    install(tmp_path)
    run("./manage.py startpatternapp apps.orders --install --only readme", tmp_path)
    run("./manage.py startpatternapp --eject oep49/models.py", tmp_path)
    template = tmp_path / "startapp_templates" / "oep49" / "models.py.jinja"
    text = template.read_text(encoding="utf-8")
    template.write_text(text.replace("verbose_name = ", 'db_table = "t"\n        verbose_name = '), encoding="utf-8")
    models = tmp_path / "apps" / "orders" / "models.py"
    models.write_text(models.read_text(encoding="utf-8") + "\n    mine = 1\n", encoding="utf-8")
    behind, *others = COMMANDS
    with pytest.raises(AssertionError, match=r"apps\.orders \(made by .*\): models\.py"):
        run(behind, tmp_path)
    outputs = [run(line, tmp_path) for line in others]
    assert "~ apps/orders/models.py" in outputs[0]
    assert '+        db_table = "t"' in outputs[1]
    assert "makemigrations orders" in outputs[2]
    assert "Nothing to do" in outputs[3]
    assert "0002_alter_order_table.py" in outputs[4]
    assert "mine = 1" in models.read_text(encoding="utf-8")
    assert "Nothing to do" in run(behind, tmp_path)


def test_the_mark_on_the_page_is_the_one_that_is_written() -> None:
    shown = "    title = models.CharField(max_length=60)\n"
    (block,) = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert block == mark(Kind.CHANGED, "    ", shown) + "    title = models.CharField(max_length=50)\n"
