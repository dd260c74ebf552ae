"""Names that a reader understands: of variables, tests and parametrised cases.

No name is a single letter, ends in a number, or says nothing (``tmp``, ``value1``).
"""

from __future__ import annotations

import builtins
import keyword
import re
import sys
import unicodedata
from collections.abc import Collection as AnyCollection

from aqe.domain.recipe import (
    Attribute,
    Await,
    Call,
    Collection,
    Literal,
    Mapping,
    Operation,
    Recipe,
    Symbol,
    Variable,
    Verbatim,
)
from aqe.domain.texts import much_of
from aqe.syntax.python.parsing import parse_literal

__all__ = [
    "NameSupply",
    "callable_words",
    "is_opaque",
    "number_words",
    "result_word",
    "slug",
    "snake",
    "value_words",
    "variable_word",
    "without_dangling",
]

_BUILTINS = frozenset(dir(builtins))
_BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_OPAQUE = re.compile(
    r"[a-z]|[a-z_]*?_\d+|(?:var|obj|arg|tmp|val|value|res|result|x|v|a|o|s|p)\d+|res|tmp",
    re.IGNORECASE,
)
_ORDINALS = (
    "",
    "other",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
)
_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_TYPE_WORDS = {
    "str": "text",
    "int": "number",
    "float": "number",
    "complex": "number",
    "bool": "answer",
    "bytes": "data",
    "bytearray": "data",
    "list": "items",
    "tuple": "items",
    "set": "members",
    "frozenset": "members",
    "dict": "mapping",
    "NoneType": "nothing",
    "type": "kind",
    "function": "function",
    "generator": "items",
}
_BUILTIN_WORDS = {
    **_TYPE_WORDS,
    "id": "identifier",
    "input": "given",
    "iter": "items",
    "format": "pattern",
    "filter": "condition",
    "min": "minimum",
    "max": "maximum",
    "sum": "total",
    "len": "length",
    "object": "thing",
    "hash": "digest",
    "range": "span",
    "slice": "span",
    "next": "following",
    "map": "mapping",
    "file": "file",
    "all": "everything",
    "any": "anything",
}
_LETTERS = {
    "a": "first",
    "b": "second",
    "c": "third",
    "d": "mapping",
    "e": "error",
    "f": "function",
    "g": "graph",
    "i": "index",
    "j": "index",
    "k": "key",
    "l": "items",
    "m": "matrix",
    "n": "number",
    "p": "point",
    "q": "queue",
    "r": "radius",
    "s": "text",
    "t": "moment",
    "v": "content",
    "w": "width",
    "x": "operand",
    "y": "operand",
    "z": "operand",
}
_ACTIONS = frozenset(
    """get make create build load read compute calculate calc find fetch to as new extract
    generate convert list collect parse iter return produce render format""".split()
)
_PUNCTUATION = {
    ",": "comma",
    ".": "dot",
    ";": "semicolon",
    ":": "colon",
    "-": "dash",
    "_": "underscore",
    "/": "slash",
    "\\": "backslash",
    "(": "open_parenthesis",
    ")": "close_parenthesis",
    "[": "open_bracket",
    "]": "close_bracket",
    "{": "open_brace",
    "}": "close_brace",
    "*": "star",
    "+": "plus",
    "=": "equals",
    "<": "less_than",
    ">": "greater_than",
    "!": "exclamation_mark",
    "?": "question_mark",
    "@": "at_sign",
    "#": "hash_sign",
    "$": "dollar",
    "%": "percent",
    "&": "ampersand",
    "'": "quote",
    '"': "double_quote",
    "`": "backtick",
    "~": "tilde",
    "|": "bar",
    "^": "caret",
    "\n": "newline",
    "\t": "tab",
    "\r": "carriage_return",
}
_DUNDERS = {
    "init": "construction",
    "new": "construction",
    "len": "length",
    "eq": "equality",
    "ne": "inequality",
    "lt": "less_than",
    "le": "at_most",
    "gt": "greater_than",
    "ge": "at_least",
    "str": "text",
    "repr": "representation",
    "getitem": "item",
    "setitem": "item_assignment",
    "delitem": "item_deletion",
    "contains": "membership",
    "iter": "iteration",
    "aiter": "iteration",
    "next": "next_item",
    "anext": "next_item",
    "reversed": "reversal",
    "add": "sum",
    "radd": "reflected_sum",
    "iadd": "in_place_sum",
    "sub": "difference",
    "mul": "product",
    "truediv": "quotient",
    "floordiv": "floor_quotient",
    "mod": "remainder",
    "pow": "power",
    "and": "intersection",
    "or": "union",
    "xor": "exclusive_union",
    "neg": "negation",
    "pos": "unary_plus",
    "invert": "inversion",
    "abs": "magnitude",
    "bool": "truth",
    "int": "whole_number",
    "hash": "hash",
    "call": "call",
    "enter": "entry",
    "exit": "exit",
    "aenter": "entry",
    "aexit": "exit",
    "getattr": "attribute",
    "setattr": "attribute_assignment",
    "delattr": "attribute_deletion",
}
_MAX_PHRASE_CHARACTERS = 30
_DANGLING = frozenset(
    """a after an and as at be but by empty for from gives if in is its minus must not of on or than that the
    their this to various when with without""".split()
)
"""Words that say nothing at the end of a name that was cut."""
_RESULT = "result"
"""For what has no name of its own."""


def snake(text: str) -> str:
    """``HTTPServer.readLine`` as ``http_server_read_line``; only ASCII letters, digits, underscores."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = _BOUNDARY.sub("_", plain)
    return re.sub(r"_+", "_", re.sub(r"\W+", "_", words)).strip("_").lower()


def is_opaque(name: str) -> bool:
    """Whether a variable name tells a reader nothing."""
    return _OPAQUE.fullmatch(name) is not None


def number_words(number: int) -> str:
    """A whole number in words up to 99, in digits above."""
    if number < 0:
        return f"minus_{number_words(-number)}"
    if number < 20:
        return _SMALL[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS[tens - 2] + (f"_{_SMALL[ones]}" if ones else "")
    digits = str(number) if number < 10**9 else ""
    return digits or "large_number"


def slug(text: str) -> str:
    """The first words of a text, for use in a name; empty when there are none."""
    words: list[str] = []
    for word in snake(text).split("_"):
        if not word:
            continue
        spelled = number_words(int(word)) if word.isdigit() and len(word) < 4 else word
        candidate = "_".join([*words, spelled])
        if len(candidate) > _MAX_PHRASE_CHARACTERS:
            break
        words.append(spelled)
    if not words and snake(text):
        return snake(text)[:_MAX_PHRASE_CHARACTERS].strip("_")
    return "_".join(words)


def without_dangling(words: str) -> str:
    """Words that were cut, without those at their end that say nothing."""
    while (last := words.rpartition("_"))[2] in _DANGLING and last[0]:
        words = last[0]
    return words


def value_words(recipe: Recipe) -> str:
    """A value in words: ``empty_list``, ``two_days``, ``minus_three``."""
    match recipe:
        case Literal(value=value):
            return _literal_words(value)
        case Collection(kind=kind, items=items):
            return _items_words(kind, items)
        case Mapping(pairs=()):
            return "empty_mapping"
        case Mapping(pairs=[(key, value), *rest]):
            first = value_words(key)
            if not rest and len(first) < 16:
                return slug(f"{first} {value_words(value)}")
            return slug(f"mapping with {first}")
        case Symbol(name=name) | Attribute(name=name):
            return snake(name.rpartition(".")[2]) or "module"
        case Call(callee=callee, arguments=arguments, keywords=keywords):
            words = value_words(callee)
            values = (*arguments, *(value for _, value in keywords))
            return slug(f"{words} {value_words(values[0])}") if values else words
        case Variable(name=name):
            return snake(name)
        case Await(operand=operand):
            return value_words(operand)
        case Operation(name=name, operands=operands):
            return slug(f"{value_words(operands[0])} {name}")
        case Verbatim(source=source):
            return _source_words(source)
    return "expression"


def _source_words(source: str) -> str:
    if not source.lstrip().startswith("lambda"):
        return slug(source) or "expression"
    body = parse_literal(source.partition(":")[2])
    return "function" if body is None else slug(f"function returning {value_words(body)}")


def _literal_words(value: object) -> str:
    if value is None or isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return number_words(value)
    if isinstance(value, float | complex):
        return _float_words(value)
    if isinstance(value, bytes):
        text = value.decode("latin-1")
        words = slug(text) or slug("_".join(_marks(text)))
        return slug(f"bytes {words}") if text else "empty_bytes"
    text = str(value)
    if not text:
        return "empty_text"
    if not text.strip(" \r\t") and text.strip("\t"):
        return "blank_text"
    words = much_of(text) or slug(text)
    if words:
        return words
    return slug("_".join(_marks(text))) or ("symbols" if text.isascii() else "non_ascii_text")


def _marks(text: str) -> list[str]:
    return list(dict.fromkeys(_PUNCTUATION[each] for each in text if each in _PUNCTUATION))


_NO_BREAK = "\u00a0"


def traits(text: str) -> list[str]:
    """What is in a text beside its words: punctuation, white space, capitals, other alphabets."""
    found = _marks(text)
    if text != text.strip(" "):
        found.append("padded")
    if "\ufeff" in text:
        found.append("mark")
    elif _NO_BREAK in text:
        found.append("no_break_space")
    elif not text.isascii():
        found.append("accented" if unicodedata.normalize("NFKD", text)[:1].isascii() else "foreign")
    if text.isupper():
        found.append("upper")
    elif text != text.lower():
        found.append("mixed_case")
    return found


def _float_words(value: float | complex) -> str:
    if isinstance(value, complex):
        return "complex_number"
    if value != value:
        return "nan"
    if value in (float("inf"), float("-inf")):
        return "infinity" if value > 0 else "minus_infinity"
    if value.is_integer() and abs(value) < 10**9:
        return number_words(int(value))
    sign = "minus_" if value < 0 else ""
    text = f"{abs(value):.4g}".replace(".", "_point_").replace("+", "").replace("-", "_minus_")
    return sign + text


def _items_words(kind: str, items: tuple[Recipe, ...]) -> str:
    if not items:
        return f"empty_{kind}"
    if len(items) <= 3:
        words = "_".join(value_words(each) for each in items)
        if len(words) <= _MAX_PHRASE_CHARACTERS:
            return words
    return f"{number_words(len(items))}_items" if len(items) > 1 else f"{kind}_of_one"


def variable_word(text: str) -> str:
    """A word for a variable named after a parameter, class or attribute."""
    word = re.sub(r"(?:_?\d+)+$", "", snake(text))
    if word in _LETTERS:
        return _LETTERS[word]
    if word in _BUILTINS or keyword.iskeyword(word) or keyword.issoftkeyword(word):
        return _BUILTIN_WORDS.get(word, f"{word}_argument")
    if not word or is_opaque(word):
        return "content"
    return word if word.isidentifier() else f"item_{word}"


def result_word(callee: str, type_name: str, plain: bool = False) -> str:
    """A word for what a callable returned, from its name and the type of the result.

    Args:
        callee: Name of the callable.
        type_name: ``module:qualname`` of what it returned.
        plain: Whether a type of the language or its library says too little.
    """
    words = snake(callee.rpartition(".")[2]).split("_")
    if len(words) > 1 and words[0] in _ACTIONS:
        rest = [each for each in words[1:] if each]
        word = "_".join(rest)
        if rest and not word[0].isdigit() and word not in _BUILTINS and not is_opaque(word):
            return word
        if word in _BUILTIN_WORDS:
            return _BUILTIN_WORDS[word]
    module, _, name = type_name.partition(":")
    simple = name.rpartition(".")[2]
    if plain and module.partition(".")[0] in sys.stdlib_module_names:
        return _RESULT
    if module == "builtins":
        return _TYPE_WORDS.get(simple, _RESULT)
    word = snake(simple)
    return variable_word(word) if word and not is_opaque(word) else _RESULT


def callable_words(qualname: str) -> str:
    """A callable's qualified name as words of a test's name."""
    parts = [part for part in qualname.split(".") if part and not part.startswith("<")]
    words = []
    for part in parts:
        if part.startswith("__") and part.endswith("__") and len(part) > 4:
            words.append(_DUNDERS.get(part[2:-2], snake(part)))
        else:
            words.append(snake(part))
    return "_".join(word for word in words if word) or "module"


class NameSupply:
    """Hands out names that are free, without numbering them."""

    def __init__(self, taken: AnyCollection[str] = ()) -> None:
        self._taken = set(taken)

    def is_free(self, name: str) -> bool:
        """Whether a name may be used."""
        if name in self._taken or keyword.iskeyword(name) or keyword.issoftkeyword(name):
            return False
        return name not in _BUILTINS and name.isidentifier()

    def take(self, *words: str) -> str:
        """The first word that is free, else a word with an ordinal in front of it."""
        for ordinal in _ORDINALS:
            for word in words:
                name = f"{ordinal}_{word}" if ordinal else word
                if self.is_free(name) and not is_opaque(name):
                    self._taken.add(name)
                    return name
        base = words[-1] if words else "content"
        name = f"further_{base}"
        while not self.is_free(name):
            name = f"still_{name}"
        self._taken.add(name)
        return name
