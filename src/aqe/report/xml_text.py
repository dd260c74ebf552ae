"""XML out of elements, where any text may come from somebody else."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, indent, tostring

__all__ = ["allowed", "document"]

# XML 1.0, section 2.2: the characters that a document may hold.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def allowed(text: str) -> str:
    """The text with characters that XML cannot hold written as escapes."""
    return _FORBIDDEN.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def document(root: Element, doctype: str = "") -> str:
    """A whole XML document."""
    for element in root.iter():
        element.text = None if element.text is None else allowed(element.text)
        for name, value in element.attrib.items():
            element.set(name, allowed(value))
    indent(root)
    body = tostring(root, encoding="unicode", short_empty_elements=True)
    return "\n".join(filter(None, ['<?xml version="1.0" encoding="UTF-8"?>', doctype, body])) + "\n"
