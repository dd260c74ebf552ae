"""What the language hands to the special methods that it calls."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

__all__ = ["arguments_of"]


@cache
def _table() -> dict[str, int]:
    text = resources.files(__package__).joinpath("special_methods.toml").read_text("utf-8")
    data: dict[str, list[str]] = tomllib.loads(text)
    return {name: int(count) for count, names in data.items() for name in names}


def arguments_of(method: str) -> int | None:
    """How many arguments, beside the object, a special method is called with.

    None for other methods, and for those whose callers may choose: an optional parameter behind that many
    keeps something at hand, and no user of the class ever sets it.
    """
    return _table().get(method)
