"""SQL as tokens, in one linear pass; a source that is no SQL gives tokens all the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

__all__ = ["SqlToken", "closing", "split", "sql_text", "statements", "tokens_of"]


class SqlToken(NamedTuple):
    """A token; names in quotes, texts and numbers have their plain value as `text`."""

    kind: str
    """``word``, ``name`` (in quotes), ``string``, ``number``, ``sign``."""
    text: str

    @property
    def upper(self) -> str:
        """A bare word in capitals, and a sign; empty for all that is quoted."""
        return self.text.upper() if self.kind in ("word", "sign") else ""

    @property
    def is_name(self) -> bool:
        """Whether it can name something."""
        return self.kind in ("word", "name")


_TOKEN = re.compile(
    r"""(?P<space>[\s\ufeff]++|--[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?+)
    |(?P<escaped>[eE]'(?:[^'\\]|''|\\.)*+')
    |(?P<blob>[xX]'[0-9A-Fa-f]*+')
    |(?P<string>(?:[nNuU]&?)?+'(?:[^']|'')*+')
    |(?P<dollar>\$(?P<tag>(?:[A-Za-z_]\w*+)?+)\$)
    |(?P<name>"(?:[^"]|"")*+"|`(?:[^`]|``)*+`)
    |(?P<bracket>\[[^\]\n0-9][^\]\n]{0,199}+\])
    |(?P<number>(?:\d++(?:\.\d*+)?+|\.\d++)(?:[eE][+-]?+\d++)?+)
    |(?P<word>[^\W\d][\w$]*+)
    |(?P<sign>::|<>|!=|<=|>=|\|\||!~\*|!~~|~~\*|~~|!~|~\*|==|.)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_ESCAPE = re.compile(r"\\(.)|''", re.DOTALL)


def tokens_of(text: str, *, has_brackets: bool = False) -> Iterator[SqlToken]:
    """The tokens of a text.

    Args:
        text: SQL.
        has_brackets: Whether ``[name]`` is a name, as in SQLite.
    """
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:  # cannot be: a sign is any character
            return
        kind, found = match.lastgroup or "sign", match.group()
        position = match.end()
        if kind == "tag":
            kind = "dollar"
        if kind == "bracket" and not has_brackets:
            position = match.start() + 1
            yield SqlToken("sign", "[")
        elif kind == "dollar":
            end = text.find(found, position)
            end = len(text) if end < 0 else end
            yield SqlToken("string", text[position:end])
            position = end + len(found)
        elif kind != "space":
            yield _token(kind, found)


def _token(kind: str, found: str) -> SqlToken:
    if kind == "name":
        return SqlToken("name", found[1:-1].replace(found[0] * 2, found[0]))
    if kind == "bracket":
        return SqlToken("name", found[1:-1])
    if kind == "string":
        return SqlToken("string", found[found.index("'") + 1 : -1].replace("''", "'"))
    if kind == "escaped":
        inner = _ESCAPE.sub(lambda each: _unescaped(each[1]), found[2:-1])
        return SqlToken("string", inner)
    if kind == "blob":
        return SqlToken("blob", found[2:-1])
    return SqlToken(kind, found)


def _unescaped(character: str | None) -> str:
    return "'" if character is None else _ESCAPES.get(character, character)


def statements(tokens: Iterator[SqlToken]) -> Iterator[list[SqlToken]]:
    """The statements of a script, without their semicolons."""
    found: list[SqlToken] = []
    for token in tokens:
        if token.kind == "sign" and token.text == ";":
            if found:
                yield found
            found = []
        else:
            found.append(token)
    if found:
        yield found


def closing(tokens: list[SqlToken], opening: int) -> int:
    """Where the bracket that opens at an index closes; the length where it does not."""
    depth = 0
    for index in range(opening, len(tokens)):
        if tokens[index].kind == "sign":
            if tokens[index].text == "(":
                depth += 1
            elif tokens[index].text == ")":
                depth -= 1
                if depth == 0:
                    return index
    return len(tokens)


def split(tokens: list[SqlToken]) -> list[list[SqlToken]]:
    """Tokens split at the commas that stand in no bracket."""
    parts: list[list[SqlToken]] = [[]]
    depth = 0
    for token in tokens:
        if token.kind == "sign" and token.text in "()[]":
            depth += 1 if token.text in "([" else -1
        if token.kind == "sign" and token.text == "," and depth == 0:
            parts.append([])
        else:
            parts[-1].append(token)
    return [part for part in parts if part]


def sql_text(tokens: list[SqlToken], longest: int = 160) -> str:
    """Tokens as people read them, shortened."""
    words = [
        "'" + each.text.replace("'", "''") + "'" if each.kind == "string" else each.text
        for each in tokens[:80]
    ]
    text = re.sub(r" ?(::|[(\[.]) ?| (?=[),\]])", r"\1", " ".join(words))
    return text if len(text) <= longest and len(tokens) <= 80 else text[:longest] + "..."
