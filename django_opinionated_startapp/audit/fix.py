"""Findings with a fix → changes, to the point where nothing is left that a fix would change. Nothing is written.

Each round audits the project as the rounds before have left it, in memory, and makes the fixes that do not meet; those
that do meet come in a later round. So the whole is one plan, which is made as a whole or not at all.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

from ..changes import Change, ChangeSet, Create, Delete, Replace
from ..errors import told
from ..sources import CannotEdit, read_source
from .baseline import Line
from .finding import Finding
from .fixes.kinds import Edit, Fix, Move, NewFile, Part, Safety, Wanted
from .fixes.texts import Disk, Texts
from .project import Project
from .report import Failure
from .run import Audit, AuditRequest, audit, despite_cache
from .whole import check_fix

Fulfil: TypeAlias = Callable[[Wanted, Project], tuple[NewFile, ...]]
_MOST_ROUNDS = 50


@dataclass(frozen=True, slots=True)
class Mended:
    """What fixes make of a project: ``audit`` is what it would be told then.

    ``fixed`` are the findings that were mended, each with the paths that changed for it. ``broken`` are those whose
    fix would have left a file that Python can't read, with its path: they stay. ``unsafe`` counts those that only an
    unsafe fix would mend, where these were not asked for. ``failures`` are rules that crashed as they fixed.
    """

    changes: ChangeSet
    audit: Audit
    fixed: tuple[tuple[Finding, tuple[str, ...]], ...]
    broken: tuple[tuple[Finding, str], ...]
    unsafe: int
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A fix that is to be made, with its finding; ``parts`` hold nothing that is only wanted."""

    finding: Finding
    parts: tuple[Edit | NewFile | Move, ...]

    @property
    def paths(self) -> tuple[str, ...]:
        """The files that it changes."""
        both = (path for part in self.parts for path in (part.path, *((part.to,) if isinstance(part, Move) else ())))
        return tuple(dict.fromkeys(both))


def mend(request: AuditRequest, *, unsafe: bool = False, fulfil: Fulfil | None = None) -> Mended:
    """Return what fixes make of the project; ``fulfil`` makes files of the pieces that rules want.

    What a comment or the baseline excuses is left as it is, and so is what the request does not ask about. Raises
    ``OpinionatedError`` as ``audit`` does.
    """
    return despite_cache(
        request,
        lambda asked: _Mending(asked, unsafe=unsafe, fulfil=fulfil).result(),
        lambda done: bool(done.failures),
    )


@dataclass(slots=True)
class _Mending:
    """The state between rounds. ``left`` counts how often a finding of a kind may still be mended."""

    request: AuditRequest
    unsafe: bool
    fulfil: Fulfil | None
    draft: dict[str, bytes | None] = field(default_factory=dict)
    originals: dict[str, bytes | None] = field(default_factory=dict)
    left: dict[Line, int] = field(default_factory=dict)
    fixed: list[tuple[Finding, tuple[str, ...]]] = field(default_factory=list)
    broken: dict[Line, tuple[Finding, str]] = field(default_factory=dict)
    failures: dict[Line, Failure] = field(default_factory=dict)
    skipped: int = 0

    def result(self) -> Mended:
        """Go on until a round changes nothing."""
        done, disk = audit(self.request), Disk()
        for _ in range(_MOST_ROUNDS):
            if not self._round(done, Texts(done.project, dict(self.draft), disk)):
                break
            done = audit(replace(self.request, draft=dict(self.draft)))
        root = self.request.root
        changes = tuple(
            change
            for path, content in sorted(self.draft.items())
            if (change := _change(root / path, self.originals[path], content))
        )
        failures = tuple(self.failures.values())
        return Mended(
            ChangeSet(root, changes), done, tuple(self.fixed), tuple(self.broken.values()), self.skipped, failures
        )

    def _round(self, done: Audit, texts: Texts) -> bool:
        """Make all fixes that do not meet; tell whether another round may make more."""
        known = len(self.broken)
        chosen = _apart(self._offered(done, texts))
        made = self._made(chosen, texts)
        for path, content in made.items():
            self.originals.setdefault(path, texts.content(path))
            self.draft[path] = content
        return bool(made) or len(self.broken) > known

    def _offered(self, done: Audit, texts: Texts) -> Iterator[_Chosen]:
        """Yield the fixes of the findings that count; how often each was mended is limited by how many there were."""
        rules = {rule.name: rule for rule in done.rules if rule.safety}
        findings = [each for each in done.report.findings if each.rule in rules]
        for line, number in Counter(map(Line.of, findings)).items():
            self.left.setdefault(line, number)
        self.skipped = 0
        for finding in findings:
            line = Line.of(finding)
            if self.left[line] <= 0 or line in self.broken or line in self.failures:
                continue
            try:
                fix = rules[finding.rule]().fix(finding, done.project, texts)
                check_fix(fix)
            except (Exception, SystemExit) as error:  # noqa: BLE001  (whatever a rule can raise; it is its failure)
                self.failures[line] = Failure(finding.place, finding.code, finding.rule, told(error))
                continue
            if fix is not None and self._is_wanted(fix, rules[finding.rule].safety):
                parts = self._fulfilled(fix, done.project)
                if parts and not any(_is_in_the_way(part, texts) for part in parts):
                    yield _Chosen(finding, parts)

    def _is_wanted(self, fix: Fix, usual: Safety | None) -> bool:
        if (fix.safety or usual) is Safety.SAFE or self.unsafe:
            return True
        self.skipped += 1
        return False

    def _fulfilled(self, fix: Fix, project: Project) -> tuple[Edit | NewFile | Move, ...]:
        """Return the parts of a fix with files for what is wanted; none if nobody makes them."""
        found: list[Edit | NewFile | Move] = []
        for part in fix.parts:
            if isinstance(part, Wanted):
                files = self.fulfil(part, project) if self.fulfil else ()
                if not files:
                    return ()
                found += files
            else:
                found.append(part)
        return tuple(found)

    def _made(self, chosen: list[_Chosen], texts: Texts) -> dict[str, bytes | None]:
        """Return the contents that the fixes make. In a file that would not be Python then, one fix is tried alone."""
        while True:
            made, wrong = _contents(chosen, texts)
            if not wrong:
                break
            touching = [each for each in chosen if wrong in each.paths]
            kept = touching[:1] if len(touching) > 1 else []
            if not kept:
                self.broken[Line.of(touching[0].finding)] = (touching[0].finding, wrong)
            chosen = [each for each in chosen if each in kept or each not in touching]
        for each in chosen:
            self.left[Line.of(each.finding)] -= 1
            self.fixed.append((each.finding, each.paths))
        return made


def _is_in_the_way(part: Part, texts: Texts) -> bool:
    """Tell whether there is something already where a file is to be."""
    if isinstance(part, NewFile):
        return texts.exists(part.path)
    return isinstance(part, Move) and texts.exists(part.to)


def _apart(offered: Iterator[_Chosen]) -> list[_Chosen]:
    """Return the fixes that do not meet one before them. What two want alike is no meeting."""
    taken: dict[str, list[Part]] = {}
    found = []
    for each in offered:
        new = [part for part in each.parts if part not in taken.get(part.path, ())]
        if not any(_meets(part, other) for part in new for other in taken.get(part.path, ())):
            for part in new:
                taken.setdefault(part.path, []).append(part)
                if isinstance(part, Move):
                    taken.setdefault(part.to, []).append(part)
            found.append(each)
    return found


def _meets(part: Part, other: Part) -> bool:
    """Tell whether two parts of the same path can't both be made at a time."""
    if not (isinstance(part, Edit) and isinstance(other, Edit)):
        return True
    if part.start == part.end or other.start == other.end:
        return part.start == other.start or other.start < part.start < other.end or part.start < other.start < part.end
    return part.start < other.end and other.start < part.end


def _contents(chosen: list[_Chosen], texts: Texts) -> tuple[dict[str, bytes | None], str]:
    """Return what files hold after the fixes, by path, and the first path that Python can't read then, else ""."""
    parts = dict.fromkeys(part for each in chosen for part in each.parts)
    made: dict[str, bytes | None] = {part.path: part.text.encode() for part in parts if isinstance(part, NewFile)}
    edits: dict[str, list[Edit]] = {}
    for part in parts:
        if isinstance(part, Edit):
            edits.setdefault(part.path, []).append(part)
    try:
        path = ""
        for path, group in edits.items():
            made[path] = _edited(path, group, texts)
        for part in parts:
            if isinstance(part, Move):
                made[part.to] = made.get(part.path, texts.content(part.path))
                made[part.path] = None
        for path, content in made.items():
            if content is not None and path.endswith(".py"):
                read_source("", Path(path), content)
    except CannotEdit:
        return {}, path
    return made, ""


def _edited(path: str, edits: list[Edit], texts: Texts) -> bytes:
    """Return the file with the edits in it; those at one place in the order in which they were wanted."""
    source = texts.source(path)
    if source is None:
        raise CannotEdit(f"{path} can't be read.")
    text = source.text
    ordered = sorted(edits, key=lambda each: (each.start, each.end))
    for edit in reversed(ordered):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return source.encode(text)


def _change(path: Path, before: bytes | None, after: bytes | None) -> Change | None:
    if before == after:
        return None
    if before is None:
        return Create(path, after or b"")
    return Delete(path, before) if after is None else Replace(path, before, after)
