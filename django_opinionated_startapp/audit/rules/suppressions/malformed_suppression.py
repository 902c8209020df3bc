"""The rule ``malformed-suppression``."""

from ...finding import Severity
from ...rule import Rule


class MalformedSuppression(Rule):
    """A comment for the audit names no rule, an unknown one, or a date that is none.

    **Why.** It looks as if something were excused, and nothing is.

    **Instead.** Write `# audit: ignore[name] reason`, or `# audit: ignore[name, name] reason until 2027-01-31`. Codes
    and names of rules are listed by `--list-rules`.
    """

    code = "SU002"
    name = "malformed-suppression"
    severity = Severity.WARNING
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": "LIMIT = 10  # audit: ignore the limit is part of the contract\n",
    }
    good = {
        "orders/__init__.py": "",
        "orders/models.py": "LIMIT = 10  # part of the contract\n",
    }
