"""The auditor: reads a project, never runs it, and says where it leaves its patterns.

For test suites it offers ``audit_project``, ``describe`` and ``check_rules``, which docs/audit-tests.md shows.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .suites import audit_project, check_rules, describe

__all__ = ["audit_project", "check_rules", "describe"]


def __getattr__(name: str) -> Any:  # noqa: ANN401  (as the functions are)
    """Load what is for test suites only where it is asked for: an answer from memory needs none of it."""
    if name in __all__:
        from . import suites  # noqa: PLC0415

        return getattr(suites, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
