"""An operation as an expression: as its migration has it, spelled out, or by way of its migration's class."""

from collections.abc import Callable, Iterable
from types import ModuleType

from django.db.migrations import RunPython, RunSQL, SeparateDatabaseAndState

from ..step import Step
from .closure import Carrier
from .excerpt import operation_excerpt, operation_index
from .expression import Expression, joined
from .names import Symbol
from .obstacles import check
from .refusal import CannotCarry, RefusalError, describe
from .spell import Speller


class Operations:
    """Chooses for each step the first way that can be carried."""

    def __init__(self, carrier: Carrier, migration: str, near: Iterable[ModuleType]) -> None:
        """Remember whom to name in errors: ``migration`` is "app_label.name"."""
        self._carrier = carrier
        self._migration = migration
        self._near = tuple(near)

    def expression(self, step: Step) -> Expression:
        """Return the expression of a step; what it refers to has been seen to be carriable. Raises CannotCarry."""
        near = [module for module in (step.module, *step.sources, *self._near) if module]
        speller = Speller(self._carrier.library, near, self._carrier.package)
        ways: list[Callable[[], Expression]] = [lambda: speller.spell(step.operation)]
        module, index = step.module, operation_index(step.module, step.operation)
        if module is not None and index is not None:
            # Where people write code it stays as they wrote it; what makemigrations writes all looks the same.
            ways.insert(0 if _is_by_hand(step) else 1, lambda: self._excerpt(module, index))
            ways.append(lambda: Expression((Symbol(module.__name__, "Migration"), f".operations[{index}]")))
        results = []
        for way in ways:
            result = self._carriable(way)
            if isinstance(result, Expression):
                return result
            results.append(result)
        raise CannotCarry(self._migration, describe(step.operation), results[0])

    def _carriable(self, way: Callable[[], Expression]) -> Expression | str:
        """Return the expression that a way leads to, or the reason why it leads nowhere."""
        try:
            expression = way()
            self._carrier.closure(expression.references(self._carrier.library))
        except RefusalError as error:
            return str(error)
        return expression

    def _excerpt(self, module: ModuleType, index: int) -> Expression:
        found = operation_excerpt(self._carrier.library, module, index)
        if found is None:
            raise RefusalError(f"its source can't be found in {module.__name__}")
        check(self._carrier.library, self._carrier.library.source(module.__name__), found.node, self._carrier.package)
        return joined(Expression((found,)))


def _is_by_hand(step: Step) -> bool:
    kind = type(step.operation)
    return kind in (RunPython, RunSQL, SeparateDatabaseAndState) or not kind.__module__.startswith("django.")
