"""Names say whether a model chats, whether it may be chosen, and what it can."""

from __future__ import annotations

import pytest

from aqe.domain.model import Ability
from aqe.router.catalogue.names import abilities_of, can_be_chosen, does_chat


@pytest.mark.parametrize(
    ("provider", "name", "chats"),
    [
        ("openai", "gpt-5-mini", True),
        ("openai", "text-embedding-3-small", False),
        ("openai", "gpt-image-2", False),
        ("openai", "ft:gpt-4o", False),
        ("openai", "gpt-5-pro", False),
        ("openai", "gpt-oss-120b", False),
        ("openrouter", "openai/gpt-5-pro", True),
        ("openrouter", "google/lyria-3-pro-preview", False),
        ("openrouter", "anthropic/claude-2", False),
        ("anthropic", "claude-opus-4-5", True),
    ],
)
def test_only_chat_is_kept(provider: str, name: str, chats: bool) -> None:
    assert does_chat(provider, name) is chats


@pytest.mark.parametrize(
    ("name", "chosen"),
    [
        ("openai/gpt-5-mini", True),
        ("openai/gpt-5-mini:batch", False),
        ("deepseek/deepseek-r1:free", False),
        ("~openai/gpt-latest", False),
        ("chatgpt-4o-latest", False),
        ("qwen/qwen-plus-2025-07-28:thinking", True),
    ],
)
def test_batches_free_offers_and_moving_names_are_not_chosen(name: str, chosen: bool) -> None:
    assert can_be_chosen(name) is chosen


def test_abilities_come_with_the_version() -> None:
    everything = frozenset(Ability)
    assert abilities_of("claude-opus-4-5") == everything
    assert abilities_of("anthropic/claude-3.5-haiku") == {Ability.TOOLS, Ability.VISION}
    assert abilities_of("openai/gpt-4o-mini") == everything - {Ability.REASONING}
    assert abilities_of("qwen/qwen3-vl-8b-thinking") == {
        Ability.TOOLS,
        Ability.VISION,
        Ability.REASONING,
    }
    assert abilities_of("yi-large") == frozenset()
