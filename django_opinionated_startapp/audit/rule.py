"""What a rule is: one class in one file that says what it is about, shows it, and finds it.

A subclass sets the class variables, describes itself in its docstring and overrides one of the three ``check``
methods, or several, and ``fix`` where it can mend what it finds. Whether a finding counts (selection, comments,
baseline) is not its affair.
"""

from collections.abc import Iterator, Mapping
from typing import ClassVar, TypeAlias

from .finding import Finding, Place, Severity
from .fixes.kinds import Fix, Safety
from .fixes.texts import Texts
from .project import App, Kind, Module, Project

Tree: TypeAlias = Mapping[str, str]


class Rule:
    """The base class of all rules.

    ``code`` and ``name`` are stable from the first release; ``name`` is that of the file, with hyphens. ``aliases``
    are former or other names. ``profiles``: the rule looks at apps that have one of them. ``severities``: what a
    finding weighs instead of ``severity`` in apps of a certain profile. ``thresholds`` are the numbers
    that a project can set, with their defaults. ``kinds`` are the modules that ``check_module`` is called for.
    ``bad`` and ``good`` are small projects, ``{path: source}``: in the first the rule finds something, in the second
    nothing. Sources are dedented before use. ``topic`` is the folder that the file lies in. ``safety`` is that of its
    fixes, None where it has none.
    """

    topic: ClassVar[str]
    code: ClassVar[str]
    name: ClassVar[str]
    aliases: ClassVar[tuple[str, ...]] = ()
    severity: ClassVar[Severity]
    profiles: ClassVar[tuple[str, ...]] = ("default",)
    severities: ClassVar[Mapping[str, Severity]] = {}
    thresholds: ClassVar[Mapping[str, float]] = {}
    kinds: ClassVar[tuple[Kind, ...]] = (Kind.PRODUCTION,)
    safety: ClassVar[Safety | None] = None
    bad: ClassVar[Tree]
    good: ClassVar[Tree]

    def __init_subclass__(cls) -> None:
        """Note the topic, which is the name of the folder."""
        cls.topic = "".join(cls.__module__.split(".")[-2:-1])

    def __init__(self, thresholds: Mapping[str, float] | None = None) -> None:
        """Take the thresholds that the project has chosen; the others keep their defaults."""
        self._thresholds = {**self.thresholds, **(thresholds or {})}

    def threshold(self, name: str) -> float:
        """Return the threshold ``name`` as it was chosen."""
        return self._thresholds[name]

    def check_module(self, module: Module, project: Project) -> Iterator[Finding]:  # noqa: ARG002
        """Yield what is wrong in one module; called for every module whose app has one of the profiles."""
        yield from ()

    def check_app(self, app: App, project: Project) -> Iterator[Finding]:  # noqa: ARG002
        """Yield what is wrong with one app as a whole; called for every app that has one of the profiles."""
        yield from ()

    def check_project(self, project: Project) -> Iterator[Finding]:  # noqa: ARG002
        """Yield what only the whole project shows. Findings about apps without one of the profiles are dropped."""
        yield from ()

    def fix(self, finding: Finding, project: Project, texts: Texts) -> Fix | None:  # noqa: ARG002
        """Return what mends one of the rule's findings, None where nothing does for certain."""
        return None

    def finding(  # noqa: PLR0913  (a finding has that many parts)
        self,
        place: Place,
        message: str,
        hint: str,
        *,
        anchor: str,
        app: App | str = "",
        severity: Severity | None = None,
        related: tuple[tuple[Place, str], ...] = (),
    ) -> Finding:
        """Return a finding of this rule; see ``Finding`` for the parts.

        Without ``severity`` it weighs what the profiles of ``app`` say, else what the rule says.
        """
        label = app if isinstance(app, str) else app.label
        profiles = frozenset[str]() if isinstance(app, str) else app.profiles
        weighed = max(
            (self.severities[each] for each in profiles & self.severities.keys()),
            key=lambda each: each.rank,
            default=self.severity,
        )
        return Finding(place, self.code, self.name, severity or weighed, label, anchor, message, hint, related)
