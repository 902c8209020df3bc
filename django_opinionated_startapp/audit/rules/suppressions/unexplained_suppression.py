"""The rule ``unexplained-suppression``."""

from ...finding import Severity
from ...rule import Rule


class UnexplainedSuppression(Rule):
    """A comment asks to ignore a rule and gives no reason.

    **Why.** Nobody can tell later whether the exception still holds, so it stays for ever.

    **Instead.** Say why after the bracket, and until when if it is to end: `# audit: ignore[query-in-ready] the cache
    must be warm, #412 until 2027-01-31`.
    """

    code = "SU003"
    name = "unexplained-suppression"
    severity = Severity.INFO
    bad = {
        "orders/__init__.py": "",
        "orders/models.py": "LIMIT = 10  # audit: ignore[squash-due]\n",
    }
    good = {
        "orders/__init__.py": "",
        "orders/models.py": "LIMIT = 10  # part of the contract\n",
    }
