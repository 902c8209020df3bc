"""From live operations to the source of a migration that stands alone, code of other migrations included."""

from ..step import Step
from .check import differences
from .refusal import CannotCarry
from .text import MigrationText, source_of

__all__ = ["CannotCarry", "MigrationText", "Step", "differences", "source_of"]
