"""The words for "not by me": why an entry is not put into INSTALLED_APPS, and what to write by hand instead."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from .library import Library
from .source import CannotWire, quoted
from .values import Doubt, Entry, Parts, Slot


@dataclass(frozen=True, slots=True)
class Refusal:
    """What all refusals of one entry have in common; ``slots`` are the places that might do, the best first."""

    library: Library
    settings: str
    name: str
    text: str
    slots: tuple[Slot, ...]

    @property
    def _file(self) -> str:
        source = self.library.source(self.settings)
        return self.library.shown(source.path) if source else self.settings

    def _by_hand(self) -> str:
        entry = quoted(self.text, '"')
        if self.slots:
            place = self.library.place(self.slots[0].source, self.slots[0].node)
            return f"Add this line to the list that starts at {place}: {entry},"
        return f"Add this line at the end of {self._file}: {self.name} = [*{self.name}, {entry}]"

    def not_set(self) -> CannotWire:
        """Return the refusal for settings without the list."""
        return CannotWire(
            f"{self.name} is not set in {self._file}.",
            f"Add this line to {self._file}: {self.name} = [{quoted(self.text, chr(34))}]",
        )

    def doubtful(self, part: Doubt | Entry, why: str) -> CannotWire:
        """Return the refusal for a list that only running the settings could tell."""
        place = self.library.place(part.source, part.node)
        message = f"What {self.name} holds cannot be told without running the settings: {why} ({place})."
        return CannotWire(message, self._by_hand_in_class(part) or self._by_hand())

    def untried(self, doubt: CannotWire) -> CannotWire:
        """Return the refusal for settings classes: a rehearsal starts one of them, and says nothing of the others."""
        return CannotWire(doubt.message, f"{doubt.hint}\nOf several settings classes a trial can start only one.")

    def _by_hand_in_class(self, part: Doubt | Entry) -> str:
        """Return the hint for settings classes, in which a line at the end of the file would not help."""
        line = getattr(part.node, "lineno", 0)
        for node in part.source.tree.body:
            if not self.slots and isinstance(node, ast.ClassDef) and node.lineno <= line <= (node.end_lineno or 0):
                place = self.library.place(part.source, part.node)
                return f"Make {self.name} of the class {node.name} hold {quoted(self.text, chr(34))} at {place}."
        return ""

    def conditional(self, part: Entry) -> CannotWire:
        """Return the refusal for an entry that is there in some runs only."""
        place = self.library.place(part.source, part.node)
        message = f'"{part.text}" is in {self.name}, but not always ({place}).'
        return CannotWire(message, f"Take it out at {place}. {self._by_hand()}")

    def without_slot(self, lists: Sequence[Parts]) -> CannotWire:
        """Return the refusal for lists that can be read, but have no place in the project's files for the entry."""
        slots = [part for parts in lists for part in parts if isinstance(part, Slot)]
        foreign = [slot for slot in slots if not self.library.owns(slot.source.path)]
        places = ", ".join(dict.fromkeys(self.library.place(slot.source, slot.node) for slot in foreign or slots))
        if foreign:
            why = f"{self.name} stands outside of the project ({places})."
        elif slots and not self.slots:
            why = f"{self.name} is set only under a condition ({places})."
        else:
            why = f"No single list puts an app into {self.name} exactly once ({places or self._file})."
        return CannotWire(why, self._by_hand())
