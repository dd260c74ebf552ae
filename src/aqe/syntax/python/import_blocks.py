"""The import statements of a file in sections, as the usual import sorters order them."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Sequence

from aqe.syntax.python.imports import Import
from aqe.syntax.python.layout import Layout

__all__ = ["import_block"]


def import_block(imports: Sequence[Import], first_party: Collection[str], layout: Layout) -> str:
    """Imports, each once: standard library, other packages, the project's own (`first_party`)."""
    sections: dict[int, list[Import]] = {}
    for each in dict.fromkeys(imports):
        sections.setdefault(_section(each.module, first_party), []).append(each)
    return "\n\n".join(
        "\n".join(_section_lines(sections[number], layout)) for number in sorted(sections)
    )


def _section(module: str, first_party: Collection[str]) -> int:
    top = module.partition(".")[0]
    if top == "__future__":
        return 0
    if top in sys.stdlib_module_names:
        return 1
    return 3 if top in first_party else 2


def _section_lines(imports: Sequence[Import], layout: Layout) -> list[str]:
    plain: list[tuple[tuple[object, ...], str]] = []
    joined: dict[str, list[str]] = {}
    single: list[tuple[tuple[object, ...], str]] = []
    for each in imports:
        if not each.name and "." not in each.module:
            plain.append((_module_key(each.module), each.statement))
            continue
        parent, _, last = each.module.rpartition(".")
        module, name = (each.module, each.name) if each.name else (parent, last)
        if each.alias:
            text = layout.from_import(module, [f"{name} as {each.alias}"])
            key = (*_module_key(module), _member_key(name), 1, _member_key(each.alias))
            single.append((key, text))
        else:
            joined.setdefault(module, []).append(name)
    for module, names in joined.items():
        ordered = sorted(dict.fromkeys(names), key=_member_key)
        key = (*_module_key(module), _member_key(ordered[0]), 0, _member_key(""))
        single.append((key, layout.from_import(module, ordered)))
    return [text for _, text in (*sorted(plain), *sorted(single))]


def _natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Sorting key in which numbers inside a text count as numbers."""
    parts = re.split(r"(\d+)", text)
    return tuple((1, int(part), "") if part.isdigit() else (0, 0, part) for part in parts if part)


def _module_key(module: str) -> tuple[object, ...]:
    return (_natural(module.lower()), _natural(module))


def _member_key(name: str) -> tuple[object, ...]:
    if name.isupper() and len(name) > 1:
        kind = 0
    elif name[:1].isupper():
        kind = 1
    else:
        kind = 2
    return (kind, _natural(name.lower()), _natural(name))
