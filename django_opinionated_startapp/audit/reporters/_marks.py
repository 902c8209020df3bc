"""Texts inside Markdown, as GitHub and GitLab read it."""

import re

from ...wording import printable

_MARK = re.compile(r"[\\`*_\[\]<>|~&$#!{}]|^[-+]|(?<=^\d)[.)]")


def plain(text: str) -> str:
    """Return ``text`` such that it is read as it is: what means something is escaped, and nobody is mentioned."""
    escaped = _MARK.sub(lambda found: f"\\{found[0]}", printable(text.strip()))
    return escaped.replace("@", "@<!-- -->")
