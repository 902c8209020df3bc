"""One step of work on a project, drawn at random: a command or an edit by hand, and what has to hold after it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from django_opinionated_startapp.pattern import BUILTIN
from django_opinionated_startapp.scaffold.gates.choices import NO_OWNER, RELATIONS, SIMPLE

from . import texts
from .site import Site

NAMES = ("orders", "bills", "tickets", "notes", "shelves", "papers")
SPECS = (SIMPLE, NO_OWNER, RELATIONS, "{0} title", "{0} name:str:20:unique text:text:blank")
PATTERNS = tuple(name for name, pattern in BUILTIN.items() if not pattern.standalone)
WRITTEN = ("Yours is in force there", "All else is done", "Not merged")
# Invariants, in a process for all of them, since each start costs.
CHECK = """
import os, sys

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django

django.setup()
from django.core.management import call_command

call_command("check", fail_level="WARNING")
call_command("migrate", verbosity=0)
call_command("makemigrations", check_changes=True, dry_run=True)
call_command("auditapps", ignore=["default-user-model"], fail_level="info", verbosity=1)
"""


@dataclass(frozen=True)
class App:
    """An app that a step has made; ``specs`` names its models."""

    label: str
    pattern: str

    @property
    def folder(self) -> str:
        return f"apps/{self.label}"


@dataclass
class Work:
    """A project, the apps in it, and how many things have been named so far."""

    site: Site
    apps: list[App]
    count: int = 0

    def number(self) -> int:
        """Return a number that nothing has in its name."""
        self.count += 1
        return self.count

    def start(self, *arguments: str) -> bool:
        """Run ``startpatternapp`` and tell whether it has done what it was asked for; refused, it changes nothing."""
        before = self.site.tree()
        done = self.site.run("manage.py", "startpatternapp", *arguments, "--noinput")
        said = done.stdout + done.stderr
        assert done.returncode in {0, 1}, said
        assert "Traceback" not in said, said
        assert done.returncode == 0 or done.stderr.count("CommandError: ") == 1, said
        if done.returncode and not any(text in said for text in WRITTEN):
            assert self.site.tree() == before, said
        return done.returncode == 0

    def hold(self) -> None:
        """Hold that the project starts, is migrated, lacks no migration, and audits clean."""
        for beside in self.site.root.rglob("*.template"):
            beside.unlink()  # somebody has looked at it
        done = self.site.run("-c", CHECK)
        said = done.stdout + done.stderr
        assert done.returncode == 0, said
        assert "No changes detected" in said
        assert "No findings" in said, said


Step: TypeAlias = Callable[[Work, Sequence[int]], None]


def _app(work: Work, number: int) -> App:
    return work.apps[number % len(work.apps)]


def _components(pattern: str, bits: int) -> list[str]:
    """Return a choice of components with all that they need."""
    every = BUILTIN[pattern].components
    found = {each.name for place, each in enumerate(every) if bits >> place & 1}
    while more := {need for each in every if each.name in found for need in each.needs} - found:
        found |= more
    return sorted(found)


def make(work: Work, numbers: Sequence[int]) -> None:
    """Make an app, of any pattern and components; then take it back, byte for byte, and make it again."""
    free = [name for name in NAMES if name not in {app.label for app in work.apps}]
    if not free:
        return
    label, pattern = free[0], PATTERNS[numbers[0] % len(PATTERNS)]
    specs = [SPECS[numbers[1] % len(SPECS)].format(f"Thing{work.number()}")]
    if work.apps and numbers[2] % 2:
        owner = _app(work, numbers[2])
        specs.append(f"Link{work.number()} label:str thing:fk:{owner.label}.{_model(work, owner)}")
    chosen = _components(pattern, numbers[3])
    options = ["--only", *chosen] if chosen else ["--without", *BUILTIN[pattern].component_names]
    options += [part for spec in specs for part in ("--model", spec)]
    for option in BUILTIN[pattern].options:
        options += [f"--{option.name.replace('_', '-')}", option.values[numbers[2] % len(option.values)]]
    before = work.site.tree()
    command = (f"apps.{label}", "--pattern", pattern, "--install", *options)
    if not work.start(*command):
        return
    made = work.site.tree()
    if numbers[1] % 3 == 0:
        assert work.start(label, "--undo")
        assert work.site.tree() == before
        assert work.start(*command)
        assert work.site.tree() == made
    work.apps.append(App(label, pattern))
    work.site.edit("pyproject.toml", lambda text: f'{text}{label} = ["{pattern}"]\n')
    work.hold()
    if "tests" in chosen:  # without them it has no factories
        work.site.manage("shell", "-v0", "-c", texts.ROWS % ([label],))


def add(work: Work, numbers: Sequence[int]) -> None:
    """Add components."""
    app = _app(work, numbers[0])
    names = BUILTIN[app.pattern].component_names
    work.start(app.label, "--add", names[numbers[1] % len(names)], names[numbers[2] % len(names)])


def add_model(work: Work, numbers: Sequence[int]) -> None:
    """Add a model, alone or with a key to one of another app."""
    app, other = _app(work, numbers[0]), _app(work, numbers[1])
    spec = SPECS[numbers[2] % len(SPECS)].format(f"More{work.number()}")
    link = f" other:fk:{other.label}.{_model(work, other)}:null" if numbers[3] % 2 else ""
    work.start(app.label, "--add-model", spec + link)


def add_version(work: Work, numbers: Sequence[int]) -> None:
    """Add a version of the REST API."""
    work.start(_app(work, numbers[0]).label, "--add-version", f"v{2 + numbers[1] % 3}", "--install")


def add_field(work: Work, numbers: Sequence[int]) -> None:
    """Write a field into a model by hand, and have its migration made."""
    app = _app(work, numbers[0])
    field = f'extra{work.number()} = models.CharField(_("extra"), max_length=9, default="x", blank=True)'
    work.site.add_to_model(f"{app.folder}/models.py", _model(work, app), field)
    work.site.manage("makemigrations", app.label)


def rename_field(work: Work, numbers: Sequence[int]) -> None:
    """Rename a field that was written by hand."""
    app, name = _app(work, numbers[0]), f"renamed{work.number()}"
    models = work.site.read(f"{app.folder}/models.py")
    found = re.search(r"^    ((?:extra|renamed)\d+) = ", models, re.MULTILINE)
    if found:
        work.site.edit(f"{app.folder}/models.py", lambda text: re.sub(rf"\b{found[1]}\b", name, text))
        assert "renamed to" in work.site.manage("makemigrations", app.label, stdin="y\ny\n")


def edit(work: Work, numbers: Sequence[int]) -> None:
    """Write into a generated file."""
    app = _app(work, numbers[0])
    folder = work.site.root / app.folder
    files = sorted(path for path in folder.rglob("*.py") if "migrations" not in path.parts)
    name = files[numbers[1] % len(files)].relative_to(work.site.root).as_posix()
    remark = f"# Remark {work.number()}.\n"
    work.site.edit(name, lambda text: f"{text}\n{remark}" if numbers[2] % 2 else f"{remark}{text}")


def upgrade(work: Work, numbers: Sequence[int]) -> None:
    """Bring templates that write something else, and upgrade an app or all."""
    pattern = PATTERNS[numbers[0] % len(PATTERNS)]
    meta = f'        get_latest_by = "{("pk", "id")[numbers[1] % 2]}"'
    block = texts.BLOCK.format(pattern).replace('        get_latest_by = "pk"', meta)
    work.site.write(f"startapp_templates/{pattern}/models.py.jinja", block)
    named = [_app(work, numbers[2]).label] if numbers[2] % 2 else []
    if work.start(*named, "--upgrade") and not named:
        assert work.start("--upgrade", "--check")
    work.site.manage("makemigrations")


def undo(work: Work, numbers: Sequence[int]) -> None:
    """Take an app back; what was edited in it stays, and is thrown away then."""
    app = _app(work, numbers[0])
    if numbers[1] % 2 and len(work.apps) > 1:
        work.site.run("manage.py", "migrate", app.label, "zero", "-v0")
        for path in (work.site.root / app.folder / "migrations").glob("0*.py"):
            if path.stem != "0001_initial" and not _dependents(work, app):
                path.unlink()
    if work.start(app.label, "--undo"):
        work.apps.remove(app)
        _throw_away(work.site.root / app.folder)
        assert f"{app.label} =" not in work.site.read("pyproject.toml")


def fix(work: Work, _numbers: Sequence[int]) -> None:
    """Let the audit mend what it finds: nothing, in what was generated."""
    before = work.site.tree()
    work.site.manage("auditapps", "--fix", "--ignore", "default-user-model")
    assert work.site.tree() == before


def squash(work: Work, numbers: Sequence[int]) -> None:
    """Squash with proof, and prune."""
    rows, schema = work.site.rows(), work.site.schema()
    work.site.manage("squashall")
    work.hold()
    if numbers[0] % 2:
        work.site.manage("squashall", "--prune")
        work.hold()
    assert (work.site.rows(), work.site.schema()) == (rows, schema)


STEPS: tuple[Step, ...] = (
    make, add, add_model, add_version, add_field, rename_field, edit, upgrade, undo, fix, squash,
)  # fmt: skip


def _model(work: Work, app: App) -> str:
    found = re.search(r"^class (\w+)\(models\.Model\)", work.site.read(f"{app.folder}/models.py"), re.MULTILINE)
    assert found
    return found[1]


def _dependents(work: Work, app: App) -> bool:
    others = (other for other in work.apps if other != app)
    return any(f'"{app.label}.' in work.site.read(f"{other.folder}/models.py") for other in others)


def _throw_away(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    if folder.exists():
        folder.rmdir()
