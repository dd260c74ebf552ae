"""Where holes stand in TypeScript and JavaScript: code, strings, templates, patterns, comments.

Whether a slash divides or begins a pattern depends on the grammar (ECMA-262, 12); where the last
token does not tell, both are followed.
"""

from __future__ import annotations

from collections.abc import Iterable

from aqe.booster.reference.quoting import Quoting
from aqe.booster.templates.adjacency import CLOSED, UNKNOWN, USE_NAME, VALUE, adjacent, follows_word
from aqe.booster.templates.places import LOST, WORDS, NotHere, Place, State, escape_left, is_word

__all__ = ["TypeScriptLexer"]

_EMPTY = "empty"
"""A star stands before a value that may be empty."""
_NEWLINES = "\n\r\u2028\u2029"
_OPERATORS = frozenset(
    "await case delete do else extends in instanceof new of return throw typeof void yield".split()
)
"""Words behind which a slash begins a pattern."""
_LONGEST = 10
_MOST_NESTED = 8

Stack = tuple[int, ...]


class TypeScriptLexer:
    """States: ``code``, ``slash``, ``line``, ``block``, ``string``, ``template``, ``regex``.

    ``code`` has the word before it, whether the last token ends an operand, and the open braces of
    each template that it stands in; the others keep the latter.
    """

    def start(self) -> State:
        """See `Lexer.start`."""
        return ("code", "", "operator", ())

    def read(self, state: State, character: str) -> Iterable[State]:
        """See `Lexer.read`."""
        match state:
            case ("code", before, last, stack):
                return _in_code(str(before), str(last), stack, character)
            case ("slash", last, stack):
                return _behind_slash(str(last), stack, character)
            case ("line", last, stack):
                return (("code", "", last, stack) if character in _NEWLINES else state,)
            case ("block", star, last, stack):
                if star == _EMPTY and character == "/":
                    raise NotHere(
                        "where the value is empty, the comment ends behind it",
                        "put something between the star and the slash",
                    )
                if star and character == "/":
                    return (("code", "", last, stack),)
                return (("block", character == "*", last, stack),)
            case ("string", *_):
                return _in_string(state, character)
            case ("template", *_):
                return _in_template(state, character)
            case ("regex", *_):
                return _in_regex(state, character)
        return (LOST,)

    def place(self, state: State) -> Place:
        """See `Lexer.place`."""
        match state:
            case ("code", "", _, _) | ("slash", "operand", _):
                return Place(Quoting.TYPESCRIPT, True)
            case ("code", before, _, _):
                raise adjacent(str(before))
            case ("line" | "block", *_):
                return Place(Quoting.COMMENT_TYPESCRIPT, False)
            case ("string", _, "", _):
                return Place(Quoting.IN_TYPESCRIPT, False)
            case ("template", "", False, _):
                return Place(Quoting.IN_TYPESCRIPT_TEMPLATE, False)
            case ("template", _, True, _):
                raise NotHere("a dollar sign stands before it", "write it behind a backslash")
            case ("string" | "template", *_):
                raise NotHere("a backslash stands before it", "write two backslashes, or none")
            case ("regex" | "slash", *_):
                raise NotHere(
                    "a hole stands inside a pattern",
                    "build it with new RegExp() from a string",
                )
        raise NotHere(
            "the text before it is not understood as TypeScript",
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
            case ("code", before, _, stack) | ("slash", before, stack):
                if before == VALUE and is_name:
                    raise adjacent(VALUE)
                if quoting is Quoting.RAW:
                    return (("code", "", "either", stack),)
                filled = ("code", UNKNOWN if is_name else VALUE, "either", stack)
                if state[0] == "slash" and before != "operand":
                    return (filled, ("regex", False, False, stack))
                return (filled,)
            case ("block", star, last, stack):
                filled = ("block", False, last, stack)
                empty = ("block", _EMPTY, last, stack)
                return (filled, empty) if star and not is_name else (filled,)
            case ("string", quote, _, stack):
                return (("string", quote, "", stack),)
            case ("template", _, dollar, stack):
                filled = ("template", "", False, stack)
                return (filled, state) if dollar and not is_name else (filled,)
            case ("regex", inside, _, stack):
                return (("regex", inside, False, stack),)
        return (state,)


def _in_code(before: str, last: str, stack: object, character: str) -> Iterable[State]:
    assert isinstance(stack, tuple)
    if is_word(character):
        if before == VALUE:
            raise NotHere("a name stands right behind a value", USE_NAME)
        word = ("" if before == CLOSED else before) + character
        if before == UNKNOWN or len(word) > _LONGEST:
            word = UNKNOWN
        return (("code", word, "operator" if word in _OPERATORS else "operand", stack),)
    if character in "'\"`":
        if before == VALUE:
            raise NotHere(
                "a string stands right behind a value", "put an operator or a comma between"
            )
        if character == "`":
            return (("template", "", False, stack),)
        return (("string", character, "", stack),)
    if character.isspace():
        return (("code", "", last, stack),)
    if character == "/":
        return (("slash", last, stack),)
    if character == "{":
        inner = (*stack[:-1], stack[-1] + 1) if stack else stack
        return (("code", "", "operator", inner),)
    if character == "}":
        if stack and stack[-1] == 0:
            return (("template", "", False, stack[:-1]),)
        inner = (*stack[:-1], stack[-1] - 1) if stack else stack
        return (("code", "", "either", inner),)
    if character == ")":
        return (("code", "", "either", stack),)
    return (("code", "", "operand" if character == "]" else "operator", stack),)


def _behind_slash(last: str, stack: object, character: str) -> Iterable[State]:
    if character == "/":
        return (("line", last, stack),)
    if character == "*":
        return (("block", False, last, stack),)
    found: list[State] = []
    if last != "operator":
        found += _in_code("", "operator", stack, character)
    if last != "operand":
        found += _in_regex(("regex", False, False, stack), character)
    return found


def _in_string(state: State, character: str) -> Iterable[State]:
    _, quote, slash, stack = state
    if slash:
        left = escape_left(str(slash), character)
        if left is not None:
            return (("string", quote, left, stack),)
    if character == "\\":
        return (("string", quote, "\\", stack),)
    if character == quote:
        return (("code", CLOSED, "operand", stack),)
    return () if character in "\n\r" else (("string", quote, "", stack),)


def _in_template(state: State, character: str) -> Iterable[State]:
    _, slash, dollar, stack = state
    assert isinstance(stack, tuple)
    if slash:
        left = escape_left(str(slash), character)
        if left is not None:
            return (("template", left, False, stack),)
    if character == "\\":
        return (("template", "\\", False, stack),)
    if character == "`":
        return (("code", CLOSED, "operand", stack),)
    if dollar and character == "{":
        return (LOST if len(stack) >= _MOST_NESTED else ("code", "", "operator", (*stack, 0)),)
    return (("template", "", character == "$", stack),)


def _in_regex(state: State, character: str) -> Iterable[State]:
    _, inside, slash, stack = state
    if character in _NEWLINES:
        return ()
    if slash:
        return (("regex", inside, False, stack),)
    if character == "\\":
        return (("regex", inside, True, stack),)
    if character == "/" and not inside:
        return (("code", CLOSED, "operand", stack),)
    if character in "[]":
        return (("regex", character == "[", False, stack),)
    return (state,)
