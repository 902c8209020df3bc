"""Play pages: write the files that they tell to write, run their commands, and look at what these print.

``python docs/play.py docs/tutorial.md README.md`` puts into the pages what the commands print today; the tests play
them too, and compare. What a page does stands in its blocks and in the sentence before them:

- ``console``: commands, one on a line. If a block of text or a patch follows at once, the last command prints that; a
  line of … stands for any lines. A command may only fail where the page shows how.
- Any other block, after a sentence that ends with ```path`:``, is that file; after "At the end of `path`:" it is
  appended, after "In `path`, below `this`:" inserted below the first line that holds this, and after "In `path`,
  instead of `this`:" it takes the place of that line.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

# What a reader has who installs nothing but the package: these are hidden from the commands.
OPTIONAL = ("PIL", "celery", "django_filters", "drf_spectacular", "factory", "rest_framework")
HIDE = f"""
import sys
from importlib.machinery import PathFinder

class Hide(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name.partition(".")[0] in {OPTIONAL!r} else super().find_spec(name, path, target)

sys.meta_path = [Hide if each is PathFinder else each for each in sys.meta_path]
"""
NOT_RUN = ("python -m pip ", "python -m venv ", ". .venv/", "tox ")
BASH = shutil.which("bash") or "bash"
ELISION = "…"
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"`(?P<path>[\w./-]+)`:$")
_END = re.compile(r"[Aa]t the end of `(?P<path>[\w./-]+)`:$")
_PLACE = re.compile(r"[Ii]n `(?P<path>[\w./-]+)`, (?P<how>below|instead of) `(?P<anchor>[^`]+)`:$")
_CHANGING = (
    (re.compile(r"^migrate on an empty database:.*", re.MULTILINE), "migrate takes its time"),
    (re.compile(r"\d+\.\d+ ?s\b"), "0.1s"),
    (re.compile(r"\d+ (?:milli)?seconds?\b"), "0 seconds"),
    (re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d+)?)?)?"), "2026-01-01"),
    (re.compile(r"\b\d+ tests?\b|\b\d+ test\(s\)"), "9 tests"),
    (re.compile(r"^\.+$", re.MULTILINE), "....."),
    (re.compile(r"\d+ operations? → \d+"), "9 operations → 9"),  # Django 4.2 makes one of each index
)


@dataclass(frozen=True, slots=True)
class Step:
    """What a page tells to do: run ``commands`` that end with ``shown``, or change ``path`` by ``text``."""

    commands: tuple[str, ...] = ()
    shown: str | None = None
    span: tuple[int, int] = (0, 0)
    path: str = ""
    text: str = ""
    how: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Played:
    """A command with its exit code and what it printed; ``step`` where that is shown, else None."""

    command: str
    code: int
    output: str
    step: Step | None


def steps(page: str) -> Iterator[Step]:
    """Yield what ``page`` tells to do, in its order."""
    blocks = list(_FENCE.finditer(page))
    for number, block in enumerate(blocks):
        kind, text = block.groups()
        if kind == "console":
            following = blocks[number + 1] if number + 1 < len(blocks) else None
            if following and following[1] in ("text", "diff") and not page[block.end() : following.start()].strip():
                yield Step(tuple(text.splitlines()), following[2], following.span(2))
            else:
                yield Step(tuple(text.splitlines()))
        elif place := _place(page[: block.start()]):
            found = place.groupdict()
            yield Step(path=found["path"], text=text, how=found.get("how", ""), anchor=found.get("anchor", ""))


def _place(before: str) -> re.Match[str] | None:
    sentence = " ".join(before.rstrip().rpartition("\n\n")[2].split())
    if found := _PLACE.search(sentence):
        return found
    if found := _END.search(sentence):
        return re.search(r"(?P<how>end) of `(?P<path>[^`]+)`:$", sentence)
    return _FILE.search(sentence)


def play(page: str, folder: Path) -> Iterator[Played]:
    """Do in ``folder`` what ``page`` says, and yield each command when it has run."""
    with tempfile.TemporaryDirectory() as hidden:
        surroundings = environment(Path(hidden))
        for step in steps(page):
            if step.path:
                _change(folder / step.path, step)
            for command in step.commands:
                if not command.startswith(NOT_RUN):
                    shown = step if step.shown is not None and command == step.commands[-1] else None
                    yield Played(command, *_run(command, folder, surroundings), shown)


def environment(hidden: Path) -> dict[str, str]:
    """Return the environment of a reader; what keeps optional packages from the commands is put into ``hidden``."""
    (hidden / "sitecustomize.py").write_text(HIDE, encoding="utf-8")
    own = ("PYTHON", "COVERAGE_", "DJANGO_", "GIT_", "COLUMNS", "FORCE_COLOR")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    scripts = str(Path(sys.executable).parent)
    named = {f"GIT_{who}_{what}": "reader" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    return {
        **kept,
        **named,
        "PATH": os.pathsep.join((scripts, "/usr/local/bin", "/usr/bin", "/bin")),
        "PYTHONPATH": str(hidden),
        "PYTHONUNBUFFERED": "1",  # what goes wrong is printed where it happens
        "DJANGO_COLORS": "nocolor",
        "NO_COLOR": "1",
    }


def _run(command: str, folder: Path, surroundings: dict[str, str]) -> tuple[int, str]:
    done = subprocess.run(
        [BASH, "-c", command],
        cwd=folder,
        env=surroundings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    return done.returncode, done.stdout.replace(str(folder), "…/shop")


def _change(path: Path, step: Step) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not step.how:
        path.write_text(step.text, encoding="utf-8")
        return
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    if step.how == "end":
        lines.append(step.text)
    else:
        (at, *_) = (number for number, line in enumerate(lines) if step.anchor in line)
        lines[at : at + 1] = [lines[at], step.text] if step.how == "below" else [step.text]
    path.write_text("".join(lines), encoding="utf-8")


def differences(shown: str, printed: str) -> str:
    """Return how ``printed`` differs from what a page has ``shown``, but for times; nothing if it does not."""
    expected, found = _still(shown), _still(printed)
    pattern = "".join(r"(?:.*\n)*?" if line == f"{ELISION}\n" else re.escape(line) for line in expected)
    if re.fullmatch(pattern, "".join(found)):
        return ""
    return "".join(unified_diff(expected, found, "shown", "printed"))


def _still(text: str) -> list[str]:
    for pattern, instead in _CHANGING:
        text = pattern.sub(instead, text)
    return [f"{line.rstrip()}\n" for line in text.strip("\n").splitlines()]


def faults(played: Played) -> str:
    """Return what is wrong about a command: it printed something else, or failed and the page doesn't say so."""
    if played.step and played.step.shown is not None:
        wrong = differences(played.step.shown, played.output)
        return f"{played.command}\n{wrong}" if wrong else ""
    return f"{played.command}\n{played.output}" if played.code else ""


def _filled(page: str, folder: Path) -> str:
    """Return ``page`` with what its commands print."""
    new, end = [], 0
    for played in play(page, folder):
        sys.stderr.write(f"{played.code} {played.command}\n")
        if played.step is None:
            if played.code:
                sys.stderr.write(played.output)
        elif faults(played):
            start = played.step.span[0]
            new += [page[end:start], "".join(f"{line.rstrip()}\n" for line in played.output.strip("\n").splitlines())]
            end = played.step.span[1]
    return "".join((*new, page[end:]))


def main(paths: Sequence[str]) -> None:
    """Fill in the pages at ``paths``."""
    for path in map(Path, paths):
        with tempfile.TemporaryDirectory() as folder:
            text = _filled(path.read_text(encoding="utf-8"), Path(folder).resolve())
        path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
