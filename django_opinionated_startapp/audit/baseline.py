"""Baselines: findings that were there when the rules came, in one text file for each app.

A line is rule, path and anchor with a space between, no line numbers; the second finding of a kind has the same line
again, so that counts can fall and not rise. ``.gitattributes`` beside the files has git merge them line by line:
two branches that both change a baseline do not conflict.
"""

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import quote, unquote

from ..changes import Change, ChangeSet, Create, Delete, Replace
from ..conf import AuditConfig
from ..errors import OpinionatedError
from .finding import Finding
from .globs import matches_app
from .inputs import Inputs, read
from .report import Suppressed
from .scope import Scope

PROJECT_FILE = "project-wide.txt"  # no label has a hyphen
ATTRIBUTES = b"*.txt text eol=lf merge=union\n"

_UNWRITTEN = re.compile(r"[\s%\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_NOTHING = "%"  # stands for the path of the project itself, so that there is always a second word
_AGAIN = "Take the line out; or delete the file, and write it again with --write-baseline."
_MOST = 10_000_000  # bytes of all baselines together, a hundred thousand findings
_MERGE = re.compile(r"<{7}|={7}|>{7}|\|{7}")


@dataclass(frozen=True, slots=True)
class Line:
    """What a line of a baseline says, with the label of the app whose file it stands in."""

    app: str
    rule: str
    path: str
    anchor: str

    @classmethod
    def of(cls, finding: Finding) -> "Line":
        """Return the line of a finding."""
        return cls(finding.app, finding.rule, finding.place.path, " ".join(finding.anchor.split()))

    def __str__(self) -> str:
        """Return the text of the line, without an end."""
        return " ".join(filter(None, (self.rule, _written(self.path) or _NOTHING, _written(self.anchor, " "))))


@dataclass(frozen=True, slots=True)
class Baseline:
    """The lines of all files in ``folder``, which is below ``root``, and the files' contents by label."""

    root: Path
    folder: str
    lines: Mapping[Line, int]
    contents: Mapping[str, bytes]

    def file(self, app: str) -> str:
        """Return the path of the file of an app, relative to the root."""
        return str(PurePosixPath(self.folder, _file_name(app)))


def read_baseline(root: Path, config: AuditConfig, apps: Mapping[str, str], inputs: Inputs | None = None) -> Baseline:
    """Return the baselines of the project; ``apps`` are its apps, label to dotted name; ``inputs`` notes the files.

    Raises ``OpinionatedError`` for a line that is none, with its file and number, for a strict app's baseline, and for
    files that are too large or lie elsewhere.
    """
    folder = root / config.baseline
    lines: Counter[Line] = Counter()
    contents: dict[str, bytes] = {}
    inputs = inputs or Inputs()
    with suppress(OSError):
        inputs.list(str(root), config.baseline)
    for file in sorted(folder.glob("*.txt")):
        shown = file.relative_to(root).as_posix()
        app = _app_of(file.name)
        if app is None or file.name != _file_name(app):
            raise OpinionatedError(f"{shown} is the baseline of no app.", "Its name must be the label of one.")
        if is_strict(app, apps.get(app, ""), config):
            raise OpinionatedError(
                f"{shown}: the app '{app}' is declared strict, so it can have no baseline.",
                "Mend its findings and delete the file, or take it out of strict_apps.",
            )
        _check_file(file, shown, root, _MOST - sum(map(len, contents.values())))
        inputs.read(str(root), shown)
        contents[app] = _content(file, shown)
        lines.update(_lines(app, contents[app], shown))
    return Baseline(root, config.baseline, lines, contents)


def app_of_file(path: str) -> str:
    """Return the label of the app whose baseline the file is, "" for that of the project."""
    return _app_of(PurePosixPath(path).name) or ""


def is_strict(label: str, name: str, config: AuditConfig) -> bool:
    """Tell whether the app with this label and dotted name is declared strict."""
    return any(matches_app(glob, label, name) for glob in config.strict_apps)


def hold(
    findings: Iterable[Finding], baseline: Baseline, scope: Scope
) -> tuple[tuple[Finding, ...], tuple[Suppressed, ...], tuple[tuple[str, str], ...]]:
    """Return the findings that are new, those that the baseline knows, and its stale lines as (file, line).

    Only lines in ``scope`` can be stale. If there are more findings of a kind than lines, the last ones are new.
    """
    left = Counter(baseline.lines)
    new, known = [], []
    for finding in findings:
        line = Line.of(finding)
        if left[line] > 0:
            known.append(Suppressed(finding, "baseline"))
        else:
            new.append(finding)
        left[line] -= 1
    stale = ((baseline.file(line.app), str(line)) for line in left.elements() if _in_scope(line, scope))
    return tuple(new), tuple(known), tuple(sorted(stale))


def record(
    findings: Iterable[Finding], baseline: Baseline, scope: Scope, config: AuditConfig, apps: Mapping[str, str]
) -> ChangeSet:
    """Return the changes that make the baseline know ``findings``, and nothing else in ``scope``.

    ``findings`` are new ones and known ones together. Those of strict apps are left out.
    """
    kept = Counter({line: count for line, count in baseline.lines.items() if not _in_scope(line, scope)})
    lines = (Line.of(finding) for finding in findings)
    kept.update(line for line in lines if not is_strict(line.app, apps.get(line.app, ""), config))
    return _written_files(baseline, kept)


def prune(baseline: Baseline, stale: Iterable[tuple[str, str]]) -> ChangeSet:
    """Return the changes that take the stale lines out."""
    gone = Counter(stale)
    kept = Counter({line: count - gone[baseline.file(line.app), str(line)] for line, count in baseline.lines.items()})
    return _written_files(baseline, +kept)


def _file_name(app: str) -> str:
    return f"{quote(app, safe='', errors='surrogatepass')}.txt" if app else PROJECT_FILE


def _app_of(name: str) -> str | None:
    return "" if name == PROJECT_FILE else _unquoted(name.removesuffix(".txt"))


def _in_scope(line: Line, scope: Scope) -> bool:
    return scope.settles(line.rule, line.app, line.path)


def _check_file(file: Path, shown: str, root: Path, room: int) -> None:
    """Refuse what a baseline can't be: what is told of a wrong line would show what stands in files of others."""
    if Path(os.path.realpath(root)) not in Path(os.path.realpath(file)).parents:
        raise OpinionatedError(f"{shown} is a link that leads out of the project.", "Put a file in its place.")
    with suppress(OSError):
        if file.stat().st_size > room:
            raise OpinionatedError(
                f"{shown} is too large: baselines may have {_MOST // 1_000_000} MB together.",
                "Delete it, and write it again with --write-baseline.",
            )


def _content(file: Path, shown: str) -> bytes:
    try:
        return read(str(file))[1]
    except OSError as error:
        raise OpinionatedError(f"{shown} can't be read: {error.strerror}.") from error


def _lines(app: str, content: bytes, shown: str) -> Iterator[Line]:
    try:
        text = content.decode("utf-8-sig")  # editors on Windows put a mark there, and it is no part of a rule's name
    except UnicodeDecodeError as error:
        number = content.count(b"\n", 0, error.start) + 1
        raise OpinionatedError(f"{shown}, line {number}: it is not UTF-8.", _AGAIN) from None
    for number, line in enumerate(text.split("\n"), start=1):
        parts = line.strip().split(" ", 2)
        if _MERGE.match(line):
            raise OpinionatedError(f"{shown}, line {number}: a merge was left unfinished.", "Keep the lines of both.")
        if len(parts) == 1 and parts[0]:
            raise OpinionatedError(f"{shown}, line {number}: '{parts[0]}' is no rule with a path.", _AGAIN)
        if parts[0]:
            rule, path, anchor = (*parts, "")[:3]
            place, about = "" if path == _NOTHING else _unquoted(path), _unquoted(anchor)
            if place is None or about is None:
                raise OpinionatedError(f"{shown}, line {number}: its escapes are not UTF-8.", _AGAIN)
            yield Line(app, rule, place, about)


def _unquoted(text: str) -> str | None:
    with suppress(UnicodeDecodeError):
        return unquote(text, errors="surrogatepass")
    return None


def _written(text: str, plain: str = "") -> str:
    return _UNWRITTEN.sub(lambda found: found[0] if found[0] == plain else _escaped(found[0]), text)


def _escaped(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "surrogatepass"))


def _written_files(baseline: Baseline, lines: Mapping[Line, int]) -> ChangeSet:
    texts: dict[str, list[str]] = {}
    for line, count in lines.items():
        texts.setdefault(line.app, []).extend([f"{line}\n"] * count)
    wanted = {app: "".join(sorted(parts)).encode() for app, parts in texts.items()}
    changes = [
        _change(baseline.root / baseline.file(app), baseline.contents.get(app), wanted.get(app))
        for app in sorted({*wanted, *baseline.contents})
    ]
    attributes = baseline.root / baseline.folder / ".gitattributes"
    if wanted and not attributes.exists():
        changes.append(Create(attributes, ATTRIBUTES))
    return ChangeSet(baseline.root, tuple(changes))


def _change(path: Path, before: bytes | None, after: bytes | None) -> Change:
    if before is None:
        return Create(path, after or b"")
    return Delete(path, before) if after is None else Replace(path, before, after)
