"""Sets gone through backwards: what depends on the order of their elements shows.

The order of a set depends on the hash seed: two processes may have the same one by chance, for a set of two
elements in every other case. Rewritten code passes what it goes through to a probe that can turn it round.
Code with hash tables of its own reckons ``hash(key) % size``: inverted bits turn the buckets round.
"""

from typing import Any, Callable


class Order:
    """The order in which sets are gone through."""

    def __init__(self) -> None:
        self.is_backwards = False
        self.has_met = False
        """Whether a set of several elements was gone through."""

    def begin(self, is_backwards: bool) -> None:
        """Start anew for another program."""
        self.is_backwards = is_backwards
        self.has_met = False

    def hash_probe(self) -> Callable[[int, Any], int]:
        """What rewritten code calls in place of `hash`, where it chooses a bucket."""

        def hashed(_key: int, value: Any) -> int:
            number = hash(value)
            self.has_met = self.has_met or _is_seeded(value)
            # Others lie between those that depend on the seed; without any, nobody asks for this order.
            return ~number if self.is_backwards else number

        return hashed

    def probe(self) -> Callable[[int, Any], Any]:
        """What rewritten code calls."""

        def ordered(_key: int, value: Any, _type: Any = type) -> Any:
            kind = _type(value)
            if (kind is set or kind is frozenset) and len(value) > 1:
                self.has_met = True
                return list(value)[::-1] if self.is_backwards else value
            return value

        return ordered


def _is_seeded(value: Any) -> bool:
    """Whether the hash of a value depends on the hash seed, as far as a look at it tells."""
    kind = type(value)
    if kind is tuple or kind is frozenset:
        return any(type(each) is str or type(each) is bytes for each in value)
    return kind is str or kind is bytes
