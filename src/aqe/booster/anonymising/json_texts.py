"""JSON that stands in a text, such as the payload column of a table: it stays JSON, with its keys."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

__all__ = ["json_within", "replaced_json"]

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"(\s*+:)?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?')
_LONGEST = 4 * 1024 * 1024


def json_within(text: str) -> Any:
    """The object or list that a text holds; an empty list where it holds none."""
    if text[:1].lstrip() not in ("", "{", "[") or len(text) > _LONGEST:
        return []
    if text.lstrip()[:1] not in ("{", "["):
        return []
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return []


def replaced_json(
    text: str, replace: Callable[[str], str], replace_key: Callable[[str], str]
) -> str | None:
    """JSON with every text and number replaced and all else as it is written; None for other texts.

    Args:
        text: Perhaps JSON.
        replace: Gives the pseudonym of a text, or of a number without its sign.
        replace_key: Gives the name that takes the place of one.
    """
    if not json_within(text):
        return None

    def token(match: re.Match[str]) -> str:
        whole = match.group()
        if not whole.startswith('"'):
            sign = "-" if whole.startswith("-") else ""
            number, mark, power = whole.removeprefix("-").lower().partition("e")
            return f"{sign}{replace(number)}{mark}{power}"
        tail = match.group(1) or ""
        inner = json.loads(whole.removesuffix(tail), strict=False)
        new = replace_key(inner) if tail else replace(inner)
        return json.dumps(new, ensure_ascii=whole.isascii()) + tail

    return _TOKEN.sub(token, text)
