"""Every slug that the code can raise has an entry, and every entry is about a slug of the code."""

from __future__ import annotations

import ast
import importlib
import sys
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="module")
def message_pages(root: Path) -> Any:
    """The module that reads the entries."""
    sys.path.insert(0, str(root / "docs" / "generator"))
    try:
        return importlib.import_module("message_pages")
    finally:
        sys.path.pop(0)


@pytest.fixture(scope="module")
def entries(root: Path, message_pages: Any) -> dict[str, str]:
    """Text of each entry by slug."""
    found: dict[str, str] = message_pages.entries(root / "docs" / "messages.d")
    return found


def raised(modules: Any) -> set[str]:
    """The slugs in the code: of the classes, and those that a call names as text."""
    slugs = set()
    for module in modules:
        for node in ast.walk(module.tree):
            value = _slug_of(node)
            slugs |= _texts(value) if value is not None else set()
    return slugs


def _slug_of(node: ast.AST) -> ast.expr | None:
    if isinstance(node, ast.keyword) and node.arg == "slug":
        return node.value
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "slug":
        return node.value
    if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "slug":
        return node.value
    return None


def _texts(node: ast.expr) -> set[str]:
    return {
        each.value
        for each in ast.walk(node)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    }


def test_every_slug_has_an_entry(modules: Any, entries: dict[str, str]) -> None:
    assert sorted(raised(modules) - set(entries)) == []


def test_every_entry_is_about_a_slug(modules: Any, entries: dict[str, str]) -> None:
    text = "\n".join(each.text for each in modules)
    assert [slug for slug in entries if f'"{slug}"' not in text] == []


def test_every_entry_says_why_and_what_to_do(entries: dict[str, str]) -> None:
    assert [slug for slug, text in entries.items() if len(text.split()) < 10] == []


def test_the_page_holds_all_entries(root: Path, message_pages: Any) -> None:
    # Errors point to it; `python docs/generator/message_pages.py` writes it anew.
    written = (root / "docs" / "messages.md").read_text(encoding="utf-8")
    assert written == message_pages.page(root / "docs" / "messages.d")
