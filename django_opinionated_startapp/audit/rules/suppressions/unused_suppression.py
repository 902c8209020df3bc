"""The rule ``unused-suppression``."""

from ...finding import Severity
from ...rule import Rule


class UnusedSuppression(Rule):
    """A comment asks to ignore a rule that finds nothing there.

    **Why.** What it once excused is gone. Left in place, it would excuse the next such mistake unseen.

    **Instead.** Take the comment out. Only rules that ran are held against a comment: with `--select`, others may
    still need it.
    """

    code = "SU001"
    name = "unused-suppression"
    severity = Severity.WARNING
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": "LIMIT = 10  # audit: ignore[squash-due] the limit is part of the contract\n",
    }
    good = {
        "orders/__init__.py": "",
        "orders/models.py": "LIMIT = 10  # part of the contract\n",
    }
