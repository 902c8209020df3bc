"""What the comments in the source excuse, and what is wrong with the comments."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from ..errors import nearest
from .comments import Comment
from .finding import Finding, Place
from .report import Suppressed
from .rule import Rule
from .rules.suppressions.malformed_suppression import MalformedSuppression
from .rules.suppressions.unexplained_suppression import UnexplainedSuppression
from .rules.suppressions.unused_suppression import UnusedSuppression
from .scope import Scope


@dataclass(frozen=True, slots=True)
class Commented:
    """The comments of one file, with the label of the app that the file belongs to."""

    path: str
    app: str
    comments: tuple[Comment, ...]


def suppress(
    findings: Iterable[Finding],
    commented: Iterable[Commented],
    rules: Iterable[type[Rule]],
    scope: Scope,
    today: date,
) -> tuple[tuple[Finding, ...], tuple[Suppressed, ...]]:
    """Return the findings that no comment excuses, those about the comments added, and the excused ones.

    A comment that has expired excuses nothing: the finding says so. What it says about unused comments is limited to
    ``scope``.
    """
    names = {name.lower(): rule.name for rule in rules for name in (rule.code, rule.name, *rule.aliases)}
    files = {each.path: each for each in commented}
    kept: list[Finding] = []
    excused: list[Suppressed] = []
    used: set[tuple[str, Comment, str]] = set()
    for finding in findings:
        about = _about(finding, files.get(finding.place.path), names)
        holding = [comment for comment in about if comment.holds(today)]
        used |= {(finding.place.path, comment, finding.rule) for comment in about}
        if holding:
            excused.append(Suppressed(finding, "comment", _reason(holding[0])))
        else:
            kept.append(_recalled(finding, about))
    for file in files.values():
        kept += (found for found in _flaws(file, names, scope, used) if found.rule in scope.rules)
    return tuple(kept), tuple(excused)


def _about(finding: Finding, file: Commented | None, names: Mapping[str, str]) -> list[Comment]:
    """Return the sound comments that stand where the finding is and name its rule."""
    return [
        comment
        for comment in (file.comments if file else ())
        if not comment.flaw
        and comment.first <= finding.place.line <= comment.last
        and finding.rule in {names.get(word.lower()) for word in comment.rules}
    ]


def _reason(comment: Comment) -> str:
    return " ".join(filter(None, (comment.reason, f"until {comment.until}" if comment.until else "")))


def _recalled(finding: Finding, expired: list[Comment]) -> Finding:
    """Return the finding with a word on the comments that excused it once."""
    if not expired:
        return finding
    notes = tuple(
        (Place(finding.place.path, comment.line, comment.column), f"This comment expired: {_reason(comment)}")
        for comment in expired
    )
    message = f"{finding.message} (It was ignored until {max(comment.until for comment in expired)}.)"
    return replace(finding, message=message, related=finding.related + notes)


def _flaws(
    file: Commented, names: Mapping[str, str], scope: Scope, used: set[tuple[str, Comment, str]]
) -> Iterator[Finding]:
    for comment in file.comments:
        place = Place(file.path, comment.line, comment.column)
        known = [word for word in comment.rules if word.lower() in names]
        yield from _malformed(comment, place, file.app, names)
        if known and not comment.flaw:
            yield from _unexplained(comment, place, file.app)
            yield from _unused(
                [
                    word
                    for word in known
                    if scope.covers(names[word.lower()], file.app, file.path)
                    and (file.path, comment, names[word.lower()]) not in used
                ],
                place,
                file.app,
            )


def _malformed(comment: Comment, place: Place, app: str, names: Mapping[str, str]) -> Iterator[Finding]:
    rule = MalformedSuppression()
    if comment.flaw:
        hint = "Write it as '# audit: ignore[name] reason until 2027-01-31'; the date may be left out."
        yield rule.finding(
            place, f"This comment has no effect: {comment.flaw}.", hint, anchor=f"comment: {comment.flaw}", app=app
        )
    for word in comment.rules:
        if word.lower() not in names:
            message = f"This comment names the rule '{word}', which does not exist."
            yield rule.finding(place, message, nearest(word.lower(), names), anchor=f"comment: {word}", app=app)


def _unexplained(comment: Comment, place: Place, app: str) -> Iterator[Finding]:
    if not comment.reason:
        listed = ", ".join(comment.rules)
        yield UnexplainedSuppression().finding(
            place,
            f"This comment does not say why {listed} is to be ignored.",
            "Write the reason after the bracket.",
            anchor=f"comment: {listed}",
            app=app,
        )


def _unused(words: list[str], place: Place, app: str) -> Iterator[Finding]:
    if words:
        listed = ", ".join(words)
        yield UnusedSuppression().finding(
            place,
            f"This comment ignores {listed}, which finds nothing here.",
            "Take it out.",
            anchor=f"comment: {listed}",
            app=app,
        )
