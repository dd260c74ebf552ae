"""Words for variables from their role: what made them, and the parameter that they are handed to."""

from __future__ import annotations

from aqe.syntax.python.names import is_opaque, snake, variable_word

__all__ = ["made_by"]

_PARTICIPLES = {
    "parse": "parsed",
    "load": "loaded",
    "loads": "loaded",
    "read": "content",
    "decode": "decoded",
    "encode": "encoded",
    "dump": "dumped",
    "dumps": "dumped",
    "split": "parts",
    "tokenize": "tokens",
    "join": "joined",
    "merge": "merged",
    "combine": "combined",
    "update": "updated",
    "format": "formatted",
    "render": "rendered",
    "escape": "escaped",
    "unescape": "unescaped",
    "quote": "quoted",
    "unquote": "unquoted",
    "normalize": "normalized",
    "normalise": "normalised",
    "sanitize": "sanitized",
    "clean": "cleaned",
    "strip": "stripped",
    "trim": "trimmed",
    "wrap": "wrapped",
    "unwrap": "unwrapped",
    "fill": "filled",
    "indent": "indented",
    "dedent": "dedented",
    "slice": "sliced",
    "sort": "ordered",
    "filter": "kept",
    "map": "mapped",
    "reduce": "reduced",
    "flatten": "flattened",
    "group": "groups",
    "partition": "partitioned",
    "replace": "replaced",
    "substitute": "substituted",
    "translate": "translated",
    "transform": "transformed",
    "convert": "converted",
    "compile": "compiled",
    "resolve": "resolved",
    "expand": "expanded",
    "shorten": "shortened",
    "truncate": "truncated",
    "copy": "copied",
    "clone": "cloned",
    "find": "found",
    "search": "found",
    "lookup": "found",
    "select": "selected",
    "choose": "chosen",
    "pick": "picked",
    "match": "match",
    "pop": "popped",
    "remove": "removed",
    "discard": "discarded",
    "add": "added",
    "append": "appended",
    "insert": "inserted",
    "extend": "extended",
    "appendleft": "extended",
    "extendleft": "extended",
    "popleft": "popped",
    "push": "pushed",
    "put": "stored",
    "set": "stored",
    "compress": "compressed",
    "decompress": "decompressed",
    "encrypt": "encrypted",
    "decrypt": "decrypted",
    "sign": "signed",
    "rotate": "rotated",
    "reverse": "reversed_items",
    "invert": "inverted",
    "transpose": "transposed",
    "validate": "validated",
    "check": "checked",
    "evaluate": "evaluated",
    "execute": "executed",
    "apply": "applied",
    "serialize": "serialized",
    "deserialize": "deserialized",
    "open": "opened",
    "pluralize": "plural",
    "singularize": "singular",
}
"""What verbs make: ``parsed = parse(text)``."""
_RELATIONS = frozenset({"from", "to", "with", "by", "of", "as", "in", "on", "for", "is", "has"})
"""Words inside of a name behind which no noun stands for what is made."""


def made_by(callee: str) -> list[str]:
    """Words for what a callable returned, from its name alone: ``parsed`` for ``parse_all``.

    Empty where the name says nothing about it.
    """
    words = [each for each in snake(callee.rpartition(".")[2]).split("_") if each]
    if not words or words[0] not in _PARTICIPLES:
        return []
    participle = _PARTICIPLES[words[0]]
    rest = words[1:]
    if rest and not _RELATIONS.intersection(rest):
        noun = variable_word("_".join(rest))
        if not is_opaque(noun) and noun == "_".join(rest):
            return [noun, f"{participle}_{noun}", participle]
    return [participle]
