"""What all pages share: the head with its style, a way to skip, links to the sections, a foot."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources

from aqe.report.html.elements import section, tag, text

__all__ = ["framed"]


def framed(
    title: str, header: str, figures: str, sections: Sequence[tuple[str, str, str]], footer: str
) -> str:
    """A whole page that needs nothing from anywhere else.

    Args:
        title: Text.
        header: HTML at the top.
        figures: HTML before the sections.
        sections: Identity, title and HTML of each; empty ones are left out.
        footer: HTML at the bottom.
    """
    shown = [each for each in sections if each[2]]
    links = "".join(tag("a", text(words), href=f"#{name}") for name, words, _ in shown)
    body = "".join(section(name, words, content) for name, words, content in shown)
    style = (resources.files("aqe.report.html") / "page.css").read_text(encoding="utf-8")
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\';'
        " style-src 'unsafe-inline'\">"
        f"<title>{text(title)}</title><style>\n{style}</style></head><body>"
        '<a class="skip" href="#main">Skip to the content</a>'
        f"{header}"
        f'<nav aria-label="Sections">{links}</nav><main id="main">{figures}{body}</main>'
        f"<footer>{footer}</footer></body></html>\n"
    )
