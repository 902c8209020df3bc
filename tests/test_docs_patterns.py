"""The pages on the patterns: their commands run in their order, and the files that they name are there."""

import re
import subprocess
import sys
from pathlib import Path
from textwrap import indent

import pytest

from django_opinionated_startapp.pattern import BUILTIN

from .test_readme import install, run

PAGES = sorted((Path(__file__).parent.parent / "docs").glob("pattern-*.md"))
BLOCKS = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# The code of a page runs among the tests of the app that its commands have made.
EXAMPLE = """
from decimal import Decimal
from django.contrib.auth import get_user_model
from django.test import TestCase

class PageTests(TestCase):
    def test_page(self):
        user = get_user_model().objects.create_user("reader")
"""


def test_every_pattern_has_a_page() -> None:
    assert {page.stem.partition("-")[2] for page in PAGES} == set(BUILTIN)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
@pytest.mark.skipif(sys.platform == "win32", reason="the pages are written for a POSIX shell")
def test_the_commands_of_the_page_work(page: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "django", "startproject", "config", "."], cwd=tmp_path, check=True)
    install(tmp_path)
    python = re.findall(r"^```python\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    lines = [line for block in BLOCKS.findall(page.read_text(encoding="utf-8")) for line in block.splitlines()]
    assert lines
    for line in lines:
        if python and " test " in line:
            text = EXAMPLE + indent("".join(python), " " * 8)
            (tmp_path / "apps/orders/tests/test_page.py").write_text(text, encoding="utf-8")
        # The commands of a distribution are for its own folder.
        folder = tmp_path / "django-shop" if line.startswith("python ") else tmp_path
        output = run(line, folder)
        if " test " in line:
            assert re.search(r"^Ran [1-9]\d* tests? in", output, re.MULTILINE), output
    made = tmp_path / "apps" / "orders" if (tmp_path / "apps").exists() else tmp_path / "django-shop"
    table = re.findall(r"^\| (`.*?) \|", page.read_text(encoding="utf-8"), re.MULTILINE)
    for name in re.findall(r"`([\w./]+)`", " ".join(table)):
        assert list(made.rglob(name.rstrip("/"))), name
