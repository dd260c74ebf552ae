"""Small pieces of HTML; every text that enters goes through `text`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

__all__ = ["bar", "card", "details", "section", "table", "tag", "text"]


# Characters that reorder the text around them: a name must not look like another one.
_BIDIRECTIONAL = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def text(value: object) -> str:
    """Any text, safe in an element and in a quoted attribute; control characters become visible."""
    shown = _BIDIRECTIONAL.sub(lambda found: f"\\u{ord(found[0]):04x}", str(value))
    shown = "".join(
        each
        if each in "\n\t" or (each >= " " and not "\x7f" <= each <= "\x9f")
        else repr(each)[1:-1]
        for each in shown
    )
    shown = shown.encode("utf-8", "backslashreplace").decode("utf-8")
    return escape(shown, quote=True)


def tag(name: str, body: str, **attributes: str) -> str:
    """An element; `body` is HTML, attribute values are text. ``class_`` is the class."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{text(value)}"' for key, value in attributes.items()
    )
    return f"<{name}{written}>{body}</{name}>"


def section(identity: str, title: str, body: str) -> str:
    """A section with a heading that names it."""
    heading = tag("h2", text(title), id=f"{identity}-title")
    return tag("section", heading + body, id=identity, aria_labelledby=f"{identity}-title")


def card(title: str, value: str, note: str, tone: str = "plain") -> str:
    """A figure with its title and basis."""
    body = tag("dt", text(title)) + tag("dd", text(value), class_="figure")
    return tag("div", body + tag("dd", text(note), class_="note"), class_=f"card {tone}")


def details(summary: str, body: str, *, is_open: bool = False) -> str:
    """Something that the reader may unfold; both arguments are HTML."""
    opened = " open" if is_open else ""
    return f"<details{opened}><summary>{summary}</summary>{body}</details>"


def table(
    caption: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numbers: Sequence[int] = (),
) -> str:
    """A table; cells are HTML, titles are text, `numbers` are the columns aligned to the right."""
    head = "".join(
        f'<th scope="col"{_numeric(index, numbers)}>{text(title)}</th>'
        for index, title in enumerate(columns)
    )
    body = "".join(
        "<tr>"
        + "".join(f"<td{_numeric(i, numbers)}>{cell}</td>" for i, cell in enumerate(row))
        + "</tr>"
        for row in rows
    )
    return (
        '<div class="scroll" tabindex="0" role="region" aria-label="' + text(caption) + '">'
        f"<table><caption>{text(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def bar(share: float | None, label: str) -> str:
    """A horizontal bar with its value in words beside it."""
    if share is None:
        return tag("span", text(label), class_="faint")
    width = f"{max(0.0, min(1.0, share)) * 100:.1f}%"
    tone = "good" if share >= 0.8 else "fair" if share >= 0.5 else "poor"
    inner = f'<span class="fill {tone}" style="width:{width}"></span>'
    return f'<span class="bar" aria-hidden="true">{inner}</span> <span>{text(label)}</span>'


def _numeric(index: int, numbers: Sequence[int]) -> str:
    return ' class="number"' if index in numbers else ""
