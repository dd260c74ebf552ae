"""Where holes stand in JSON and in plain text."""

from __future__ import annotations

from collections.abc import Iterable

from aqe.booster.reference.quoting import Quoting
from aqe.booster.templates.places import LOST, WORDS, NotHere, Place, State, escape_left, is_word

__all__ = ["JsonLexer", "TextLexer"]


class JsonLexer:
    """States: ``code`` (with what stands right before) and ``string`` (behind a backslash or not)."""

    def start(self) -> State:
        """See `Lexer.start`."""
        return ("code", "")

    def read(self, state: State, character: str) -> Iterable[State]:
        """See `Lexer.read`."""
        match state:
            case ("code", before):
                if is_word(character) or character == '"':
                    if before == "value":
                        raise NotHere(
                            "something stands right behind a value", "put a comma between"
                        )
                    return (("string", "") if character == '"' else ("code", "word"),)
                return (("code", ""),)
            case ("string", slash):
                left = escape_left(str(slash), character) if slash else None
                if left is not None:
                    return (("string", left),)
                if character == '"':
                    return (("code", "string"),)
                return () if character < " " else (("string", "\\" if character == "\\" else ""),)
        return (LOST,)

    def place(self, state: State) -> Place:
        """See `Lexer.place`."""
        match state:
            case ("code", ""):
                return Place(Quoting.JSON, True)
            case ("code", before):
                raise NotHere(f"a value stands right behind a {before}", "put a comma between")
            case ("string", ""):
                return Place(Quoting.IN_JSON, False)
            case ("string", _):
                raise NotHere("a backslash stands before it", "write two backslashes, or none")
        raise NotHere(
            "the text before it is not understood as JSON",
            "write ${name|raw} to take the value as it is",
        )

    def follows_word(self, state: State) -> bool:
        """See `Lexer.follows_word`."""
        return state == ("code", "word")

    def behind(self, state: State, quoting: Quoting) -> Iterable[State]:
        """See `Lexer.behind`."""
        if state[0] == "string":
            return (("string", ""),)
        if state[0] == "code":
            is_raw = quoting is Quoting.RAW
            return (("code", "" if is_raw else "word" if quoting in WORDS else "value"),)
        return (state,)


class TextLexer:
    """Anything may stand anywhere; only names that have begun are kept in mind."""

    def start(self) -> State:
        """See `Lexer.start`."""
        return ("text", False)

    def read(self, state: State, character: str) -> Iterable[State]:
        """See `Lexer.read`."""
        return (("text", is_word(character)),)

    def place(self, state: State) -> Place:
        """See `Lexer.place`."""
        return Place(Quoting.RAW, True)

    def follows_word(self, state: State) -> bool:
        """See `Lexer.follows_word`."""
        return bool(state[1])

    def behind(self, state: State, quoting: Quoting) -> Iterable[State]:
        """See `Lexer.behind`."""
        return (("text", quoting in WORDS),)
