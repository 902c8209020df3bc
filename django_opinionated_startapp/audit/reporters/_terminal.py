"""Styled text: plain, or with colours if the terminal and the installation can do it."""

import io
from collections.abc import Iterable
from typing import TypeAlias

# Lines of (text, style) pairs; a style is one of rich's, "" for none.
Line: TypeAlias = tuple[tuple[str, str], ...]


def styled(lines: Iterable[Line], *, colour: bool) -> str:
    """Return the lines as text. Colours need the package rich, which is not required."""
    if colour:
        try:
            from rich.console import Console  # noqa: PLC0415  (slow to import, and for terminals only)
            from rich.text import Text  # noqa: PLC0415
        except ImportError:
            return styled(lines, colour=False)
        page = io.StringIO()
        console = Console(file=page, force_terminal=True, color_system="standard", highlight=False, soft_wrap=True)
        for line in lines:
            console.print(Text.assemble(*line))
        return page.getvalue()
    return "".join("".join(text for text, _ in line) + "\n" for line in lines)
