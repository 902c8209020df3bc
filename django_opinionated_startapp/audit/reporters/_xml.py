"""XML with whatever names files have."""

from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ...wording import printable


def element(parent: Element | None, tag: str, attributes: Mapping[str, object], text: str = "") -> Element:
    """Return a new element below ``parent``, or at the top."""
    cleaned = {name: printable(str(value)) for name, value in attributes.items()}
    made = Element(tag, cleaned) if parent is None else SubElement(parent, tag, cleaned)
    made.text = printable(text) or None
    return made


def document(root: Element) -> str:
    """Return the text of a document."""
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'
