"""What a rule says: a finding is a value, its text is made by the reporters."""

from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """How much a finding matters; the values are what users write."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        """Return 0, 1 or 2: the higher, the worse."""
        return ("info", "warning", "error").index(self.value)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a file of the project.

    ``path`` is POSIX and relative to the project's root. ``line`` and ``column`` count from 1, ``column`` in
    characters; 0 for both stands for the file (or folder) as a whole.
    """

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """Return ``path:line:column``, or the path alone where the place is the whole file."""
        return f"{self.path}:{self.line}:{self.column}" if self.line else self.path


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule has found.

    ``code``/``rule`` name the rule (``AC002``, ``app-config-name-mismatch``). ``app`` is the label of the app that it
    is about, "" for the project. ``anchor`` says what was found without saying where: dotted names of the definitions
    around it and of what it is about (``"OrdersConfig.ready -> billing.models.Invoice"``). Together with rule, app and
    path it identifies the finding in a baseline, so it holds no line numbers and does not change when code moves in
    its file. ``message`` is one sentence, ``hint`` says what to do next. ``related`` is evidence, with a caption each.
    """

    place: Place
    code: str
    rule: str
    severity: Severity
    app: str
    anchor: str
    message: str
    hint: str = ""
    related: tuple[tuple[Place, str], ...] = ()
