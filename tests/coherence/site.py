"""The project that lives through a year: commands in it, edits by hand, and what its database holds."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.output.project import Project

from .forks import Forks

if TYPE_CHECKING:
    import subprocess

# What has a meaning for this database only, or is made by migrating.
NOT_OURS = ("contenttypes", "auth.permission", "admin", "sessions")
Row = Mapping[str, object]
DATABASE = "db.sqlite3"
EACH = """
import json, os, sys

sys.path[0] = os.getcwd()
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django

django.setup()
from django.core.management import call_command

for command in json.load(sys.stdin):
    call_command("startpatternapp", *command, "--noinput", "-v0")
"""


@dataclass(frozen=True)
class Site(Project):
    """A Django project in the folder ``root``, with a database that is kept; its commands are forked."""

    forks: Forks

    def run(self, *arguments: str, stdin: str = "", timeout: float = 600) -> "subprocess.CompletedProcess[str]":
        """Run Python in the project; with options of its own in a process that is started for it."""
        if arguments[0] == "-W":
            return super().run(*arguments, stdin=stdin, timeout=timeout)
        many = arguments[0] == "-c" or "--upgrade" in arguments
        return self.forks.run(self.root, *arguments, stdin=stdin, rehearsals=12 if many else 1)

    def manage(self, *arguments: str, stdin: str = "") -> str:
        """Run a command of the project, which has to succeed, and return everything that it said."""
        return self.must("manage.py", *arguments, stdin=stdin)

    def refuses(self, *arguments: str) -> str:
        """Run a command, which has to refuse and to leave everything as it is; return what it says."""
        before = self.tree()
        done = self.run("manage.py", *arguments)
        assert done.returncode == 1, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        assert self.tree() == before
        return done.stderr

    def startpatternapp(self, *commands: Sequence[str]) -> None:
        """Run the command once for each of ``commands``, in one process, since each start costs."""
        self.must("-c", EACH, stdin=json.dumps(commands))

    def tree(self) -> dict[str, bytes]:
        """Return every file with its content but for the database and what Python compiled."""
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in self.root.rglob("*")
            if path.is_file() and path.suffix not in {".pyc", ".sqlite3"} and ".audit-cache" not in path.parts
        }

    def read(self, file: str) -> str:
        """Return the text of ``file``."""
        return (self.root / file).read_text(encoding="utf-8")

    def write(self, file: str, text: str) -> None:
        """Write ``file`` by hand."""
        (self.root / file).parent.mkdir(parents=True, exist_ok=True)
        (self.root / file).write_text(text, encoding="utf-8")

    def edit(self, file: str, change: Callable[[str], str]) -> None:
        """Change ``file`` by hand."""
        before = self.read(file)
        after = change(before)
        assert after != before, file
        self.write(file, after)

    def add_to_model(self, file: str, model: str, line: str) -> None:
        """Write ``line`` into the class ``model``, before the fields that every generated model ends with."""
        fields = re.compile(rf"(class {model}\(.*?\n)(    created_at)", re.DOTALL)
        self.edit(file, lambda text: fields.sub(rf"\1    {line}\n\2", text, count=1))

    def migrate(self) -> None:
        """Migrate the database that lives through the year; rows may change, but none is lost or made."""
        before = self.rows()
        self.manage("migrate", "-v0")
        assert sum(map(len, self.rows().values())) == sum(map(len, before.values()))

    def rows(self) -> dict[str, list[Row]]:
        """Return the rows of each table but for those that Django keeps for itself."""
        with closing(sqlite3.connect(self.root / DATABASE)) as connection:
            connection.row_factory = sqlite3.Row
            return {
                table: [dict(row) for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1")]  # noqa: S608
                for table in _tables(connection)
                if not table.startswith(("django_c", "django_m", "django_a", "django_se", "auth_p", "sqlite_"))
            }

    @contextmanager
    def another_database(self) -> Iterator[None]:
        """Work with a database that is empty at first and thrown away in the end."""
        lived, kept = self.root / DATABASE, self.root / "kept.sqlite3"
        lived.rename(kept)
        try:
            yield
        finally:
            kept.replace(lived)

    def values(self, table: str, column: str) -> list[object]:
        """Return what the rows of ``table`` hold in ``column``."""
        return [row[column] for row in self.rows()[table]]

    def last_migration(self, app: str) -> str:
        """Return the name of the last migration of the app in the folder ``app``."""
        return max(path.stem for path in (self.root / app / "migrations").glob("0*.py"))

    def schema(self) -> dict[str, object]:
        """Return for each table its columns, keys and indexes, in no order."""
        with closing(sqlite3.connect(self.root / DATABASE)) as connection:
            return {name: sorted(_table(connection, name)) for name in _tables(connection)}


def _tables(connection: sqlite3.Connection) -> list[str]:
    return [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]


def _table(connection: sqlite3.Connection, table: str) -> Iterator[str]:
    for _, *column in connection.execute(f"PRAGMA table_info('{table}')"):
        yield f"column {column}"
    for _, _, *key in connection.execute(f"PRAGMA foreign_key_list('{table}')"):
        yield f"key {key}"
    for _, name, unique, origin, partial in connection.execute(f"PRAGMA index_list('{table}')"):
        columns = [row[2] for row in connection.execute(f"PRAGMA index_info('{name}')")]
        yield f"index {unique} {origin} {partial} {columns}"
    (text,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    for check in re.findall(r'CONSTRAINT "(\w+)" CHECK', text):
        yield f"check {check}"
