"""Where holes stand in Python: code, strings of each kind, comments (Language Reference, 2)."""

from __future__ import annotations

from collections.abc import Iterable

from aqe.booster.reference.quoting import Quoting
from aqe.booster.templates.adjacency import CLOSED, UNKNOWN, USE_NAME, VALUE, adjacent, follows_word
from aqe.booster.templates.places import LOST, WORDS, NotHere, Place, State, escape_left, is_word

__all__ = ["PythonLexer"]

_PREFIXES = {
    "": "plain",
    "u": "plain",
    "r": "raw",
    "f": "format",
    "t": "format",
    "b": "bytes",
    "br": "bytes",
    "rb": "bytes",
    "fr": "raw format",
    "rf": "raw format",
    "tr": "raw format",
    "rt": "raw format",
}
_LONG = "long"
_EMPTY = 10
"""Added to a number of quotes in a row that are only in a row where a value between is empty."""


class PythonLexer:
    """States: ``code``, ``comment``, ``open`` (one or two quotes), ``string``, ``brace``, ``field``.

    The last entry of a state is the number of ended lines, up to two: a comment in the first two
    lines can declare the encoding of the file (PEP 263), so no value may stand there.
    """

    def start(self) -> State:
        """See `Lexer.start`."""
        return ("code", "", 0)

    def read(self, state: State, character: str) -> Iterable[State]:
        """See `Lexer.read`."""
        lines = state[-1]
        if character == "\n" and isinstance(lines, int) and lines < 2:
            state = (*state[:-1], lines + 1)
        match state:
            case ("code", before, lines):
                return _in_code(str(before), character, lines)
            case ("comment", lines):
                return (("code", "", lines) if character in "\n\r" else state,)
            case ("open", quote, kind, count, lines):
                return self._opening(str(quote), str(kind), count, character, lines)
            case ("string", *_):
                return _in_string(state, character)
            case ("brace", inner):
                assert isinstance(inner, tuple)
                if character == "{":
                    return (inner,)
                return _in_field(("field", inner, 0, ""), character)
            case ("field", *_):
                return _in_field(state, character)
        return (LOST,)

    def _opening(
        self, quote: str, kind: str, count: object, character: str, lines: object
    ) -> Iterable[State]:
        assert isinstance(count, int)
        if count in (1, _EMPTY + 1):
            if character == quote:
                return (("open", quote, kind, count + 1, lines),)
            return _in_string(("string", quote, False, kind, "", 0, lines), character)
        if character == quote:
            if count > _EMPTY:
                raise _meeting()
            return (("string", quote, True, kind, "", 0, lines),)
        return _in_code(CLOSED, character, lines)

    def place(self, state: State) -> Place:
        """See `Lexer.place`."""
        match state:
            case ("code", "", _):
                return Place(Quoting.PYTHON, True)
            case ("code", before, _):
                raise adjacent(str(before))
            case ("open", _, _, 2 | 12, _):
                raise adjacent(CLOSED)
            case ("comment", lines):
                if isinstance(lines, int) and lines < 2:
                    raise NotHere(
                        "a comment in the first two lines can declare the encoding of the file",
                        "move the comment below, or write ${name|name}",
                    )
                return Place(Quoting.COMMENT_PYTHON, False)
            case ("open", _, kind, _, _):
                return _string_place(str(kind), "")
            case ("string", _, _, kind, slash, _, _):
                return _string_place(str(kind), str(slash))
            case ("brace" | "field", *_):
                raise NotHere(
                    "a hole stands inside a replacement field of an f-string",
                    "give the value a name above, and use the name in the f-string",
                )
        raise NotHere(
            "the text before it is not understood as Python",
            "write ${name|raw} to take the value as it is",
        )

    def follows_word(self, state: State) -> bool:
        """See `Lexer.follows_word`."""
        return follows_word(state)

    def behind(self, state: State, quoting: Quoting) -> Iterable[State]:
        """See `Lexer.behind`."""
        is_name = quoting in WORDS
        filled: State
        empty: State
        match state:
            case ("code", before, lines):
                if before == VALUE and is_name:
                    raise adjacent(VALUE)
                is_raw = quoting is Quoting.RAW
                return (("code", UNKNOWN if is_name else "" if is_raw else VALUE, lines),)
            case ("open", quote, kind, 1 | 11, lines):
                filled = ("string", quote, False, kind, "", 0, lines)
                empty = ("open", quote, kind, _EMPTY + 1, lines)
                return (filled,) if is_name else (filled, empty)
            case ("open", _, _, _, lines):
                return (("code", UNKNOWN if is_name else "", lines),)
            case ("string", quote, triple, kind, _, int(run), lines):
                filled = ("string", quote, triple, kind, "", 0, lines)
                run = run if run in (0, _EMPTY + 1, _EMPTY + 2) else _EMPTY + run
                empty = ("string", quote, triple, kind, "", run, lines)
                return (filled,) if is_name else (filled, empty)
            case ("brace", inner):
                return (("field", inner, 0, ""),)
        return (state,)


def _meeting() -> NotHere:
    return NotHere(
        "where the value is empty, the quotes around it meet",
        "put something else between the quotes",
    )


def _string_place(kind: str, slash: str) -> Place:
    if slash:
        raise NotHere("a backslash stands before it", "write two backslashes, or none")
    if kind.startswith("raw"):
        raise NotHere("nothing can be escaped in a raw string", "use a plain string")
    if kind == "bytes":
        raise NotHere("a text stands inside bytes", "use a plain string with .encode()")
    quoting = Quoting.IN_PYTHON_FORMAT if kind == "format" else Quoting.IN_PYTHON
    return Place(quoting, False)


def _in_code(before: str, character: str, lines: object) -> Iterable[State]:
    if character in "'\"":
        if before == VALUE:
            raise NotHere(
                "a string stands right behind a value", "put an operator or a comma between"
            )
        prefix = "" if before == CLOSED else before.lower()
        kind = _PREFIXES.get(prefix)
        return (LOST if kind is None else ("open", character, kind, 1, lines),)
    if is_word(character):
        if before == VALUE:
            raise NotHere("a name stands right behind a value", USE_NAME)
        if before in (UNKNOWN, _LONG):
            return (("code", before, lines),)
        word = ("" if before == CLOSED else before) + character
        return (("code", word if len(word) <= 2 else _LONG, lines),)
    if character == "#":
        return (("comment", lines),)
    return (("code", "", lines),)


def _in_string(state: State, character: str) -> Iterable[State]:
    _, quote, triple, kind, slash, run, lines = state
    kind = str(kind)
    is_format = kind.endswith("format")
    # A backslash before a brace of an f-string is one, and the brace begins a field all the same.
    if slash and not (is_format and slash == "\\" and character in "{}"):
        left = "" if kind.startswith("raw") else escape_left(str(slash), character)
        if left is not None:
            return (("string", quote, triple, kind, left, 0, lines),)
    if character == "\\":
        return (("string", quote, triple, kind, "\\", 0, lines),)
    if character == quote:
        closed = ("code", CLOSED, lines)
        if not triple:
            return (closed,)
        assert isinstance(run, int)
        if run == _EMPTY + 2:
            raise _meeting()
        return (closed if run == 2 else ("string", quote, triple, kind, "", run + 1, lines),)
    if character in "\n\r" and not triple:
        return ()
    plain = ("string", quote, triple, kind, "", 0, lines)
    if is_format and character == "{":
        return (("brace", plain),)
    return (plain,)


def _in_field(state: State, character: str) -> Iterable[State]:
    _, outer, depth, inner = state
    assert isinstance(outer, tuple)
    assert isinstance(depth, int)
    assert isinstance(inner, str)
    if inner:
        if character in ("\n", "\\", outer[1]):
            return (LOST,)
        return (("field", outer, depth, "" if character == inner else inner),)
    if character in "'\"":
        # Until Python 3.12 the quotes of the string itself end it here; since then they do not.
        return (LOST if character == outer[1] else ("field", outer, depth, character),)
    if character in "([{":
        return (("field", outer, depth + 1, ""),)
    if character in ")]}":
        if depth == 0:
            return (outer if character == "}" else LOST,)
        return (("field", outer, depth - 1, ""),)
    if character in "\n#":
        return (LOST,)
    return (state,)
