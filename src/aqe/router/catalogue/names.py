"""What the name of a model says of its use: whether it chats, whether it may be chosen, what it can."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib import resources

from aqe.domain.model import Ability
from aqe.router.catalogue.lineage import Lineage, lineage_of

__all__ = ["abilities_of", "can_be_chosen", "does_chat"]

_THINKS = frozenset({"thinking", "think", "reasoning", "reasoner"})
_SEES = frozenset({"vl", "vision", "multimodal"})


@dataclass(frozen=True, slots=True)
class _Rules:
    """The tables of ``names.toml``."""

    no_chat: tuple[str, ...]
    no_chat_at_openai: tuple[str, ...]
    never_chosen: tuple[str, ...]
    abilities: tuple[tuple[str, tuple[int, ...], frozenset[Ability]], ...]


@cache
def _rules() -> _Rules:
    text = resources.files(__package__).joinpath("names.toml").read_text("utf-8")
    data = tomllib.loads(text)
    return _Rules(
        tuple(data["no_chat"]),
        tuple(data["no_chat_at_openai"]),
        tuple(data["never_chosen"]),
        tuple(
            (each["family"], tuple(each["since"]), frozenset(map(Ability, each["has"])))
            for each in data["ability"]
        ),
    )


def does_chat(provider: str, name: str) -> bool:
    """Whether a model answers text with text over its provider's chat interface."""
    rules = _rules()
    bare = _bare(name)
    patterns = rules.no_chat + (rules.no_chat_at_openai if provider == "openai" else ())
    return not any(fnmatchcase(bare, each) for each in patterns)


def can_be_chosen(name: str) -> bool:
    """Whether a model may be chosen without being named: no batch, no free offer, no moving name."""
    text = name.lower()
    return not any(fnmatchcase(text, each) for each in _rules().never_chosen)


def abilities_of(name: str) -> frozenset[Ability]:
    """What a model is documented to be able to; empty where nothing is known."""
    lineage = lineage_of(name)
    found: set[Ability] = set()
    for family, since, has in _rules().abilities:
        if _is_of(lineage, family) and lineage.version >= since:
            found |= has
    words = set(lineage.family.split("-"))
    if words & _THINKS or name.lower().endswith(":thinking"):
        found.add(Ability.REASONING)
    if words & _SEES:
        found.add(Ability.VISION)
    return frozenset(found)


def _is_of(lineage: Lineage, family: str) -> bool:
    return lineage.family == family or lineage.family.startswith(f"{family}-")


def _bare(name: str) -> str:
    text = name.lower()
    return text if text.startswith("ft:") else text.rpartition("/")[2].partition(":")[0]
