"""Names of models are taken apart into family, version and snapshot."""

from __future__ import annotations

import pytest

from aqe.router.catalogue.lineage import Lineage, lineage_of


@pytest.mark.parametrize(
    ("name", "family", "version", "snapshot"),
    [
        ("claude-opus-4-5", "claude-opus", (4, 5), ""),
        ("anthropic/claude-opus-4.5:batch", "claude-opus", (4, 5), ""),
        ("claude-4-1-opus", "claude-opus", (4, 1), ""),
        ("claude-sonnet-4-0", "claude-sonnet", (4,), ""),
        ("claude-haiku-4-5-20251001", "claude-haiku", (4, 5), "20251001"),
        ("openai/gpt-oss-120b", "gpt-oss-120b", (), ""),
        ("gpt-4o-mini", "gpt-4o-mini", (), ""),
        ("qwen/qwen3.6-27b", "qwen-27b", (3, 6), ""),
        ("deepseek/deepseek-v4-flash-0731", "deepseek-v-flash", (4,), "0731"),
        ("google/gemini-3.1-pro-preview", "gemini-pro", (3, 1), ""),
        ("o3", "o", (3,), ""),
        ("qwen/qwen-plus-2025-07-28:thinking", "qwen-plus", (), "2025-07-28"),
        ("qwen3.5-flash-02-23", "qwen-flash", (3, 5), "02-23"),
        ("google/gemini-2.5-flash-preview-09-2025", "gemini-flash", (2, 5), "09-2025"),
        ("minimax-m2.7", "minimax-m", (2, 7), ""),
        ("", "", (), ""),
    ],
)
def test_names(name: str, family: str, version: tuple[int, ...], snapshot: str) -> None:
    assert lineage_of(name) == Lineage(family, version, snapshot)
