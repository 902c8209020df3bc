"""What a run could see: only there can a comment be unused or a line of a baseline be stale."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """The rules that ran, by name, and where.

    ``apps`` are the labels of the apps that were asked for, ``paths`` the files; None stands for all. ``failed`` are
    pairs of a rule that crashed and the path on which it did, "" for the whole project. ``alive`` are the rules that
    the project has and has not turned off for good; None stands for any. ``unread`` are files that could not be read.
    """

    rules: frozenset[str]
    apps: frozenset[str] | None = None
    paths: frozenset[str] | None = None
    failed: frozenset[tuple[str, str]] = frozenset()
    alive: frozenset[str] | None = None
    unread: frozenset[str] = frozenset()

    def settles(self, rule: str, app: str, path: str) -> bool:
        """Tell whether the run decides about a line of a baseline; no later one needs that of a rule that is gone."""
        gone = self.alive is not None and rule not in self.alive
        return self.includes(app, path) if gone else self.covers(rule, app, path)

    def covers(self, rule: str, app: str, path: str) -> bool:
        """Tell whether the run would have found what the rule finds there."""
        if path in self.unread or self.failed & {(rule, path), (rule, "")}:
            return False
        return rule in self.rules and self.includes(app, path)

    def includes(self, app: str, path: str) -> bool:
        """Tell whether the run was asked about this app and path."""
        return (self.apps is None or app in self.apps) and (self.paths is None or path in self.paths)
