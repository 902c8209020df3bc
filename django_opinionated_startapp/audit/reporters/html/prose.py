"""The Markdown that rules are documented in, as HTML: paragraphs, bold text and code."""

import re

from markupsafe import Markup, escape

from ....wording import printable

_BOLD = re.compile(r"\*\*(.+?)\*\*")


def prose(text: str) -> Markup:
    """Return ``text`` with its paragraphs as elements; whatever else it holds is shown as it is written."""
    paragraphs = (" ".join(each.split()) for each in text.split("\n\n"))
    return Markup().join(Markup("<p>{}</p>").format(_inline(each)) for each in paragraphs if each)


def _inline(text: str) -> Markup:
    """Return the text with what stands between single backticks as code; every second part does."""
    return Markup().join(
        Markup("<code>{}</code>").format(printable(part)) if number % 2 else _bold(part)
        for number, part in enumerate(text.split("`"))
    )


def _bold(text: str) -> Markup:
    return Markup(_BOLD.sub(r"<strong>\1</strong>", str(escape(printable(text)))))  # noqa: S704  (escaped before)
