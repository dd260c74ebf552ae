"""Why a subject raises, in words: the condition around its ``raise`` statement, and what its message says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from aqe.domain.run import Failure
from aqe.domain.subject import CallableKind, CallableSubject, Subject
from aqe.domain.syntax_trees import nodes_in
from aqe.syntax.python.condition_words import kind_name, name_in, when_words
from aqe.syntax.python.drafts import Draft
from aqe.syntax.python.given import UNKNOWN, Given
from aqe.syntax.python.handed import handed_to, held, is_about_arguments, module_tree
from aqe.syntax.python.input_classes import class_words, kind_words
from aqe.syntax.python.names import slug, snake, variable_word, without_dangling

__all__ = ["condition_words", "message_words", "refused_words"]

_MOST_CHARACTERS = 40
_FEWEST_WORDS = 2
_Condition = tuple[ast.expr, bool]


def condition_words(draft: Draft, subject: Subject) -> str:
    """When the callable under test raised what it did: ``when_closed``, ``when_limit_is_negative``.

    Empty where it was not the callable itself that raised, or where its condition is no short one.
    """
    failure = draft.case.run.failure
    known = subject.callable(draft.case.candidate.subject)
    if failure is None or known is None or not failure.in_subject or failure.line is None:
        return ""
    if not known.first_line <= failure.line <= known.last_line:
        return ""
    values = handed_to(draft, known)
    found = _condition(draft, subject, failure.line, values)
    if found is None:
        return ""
    is_told = is_about_arguments(found[0], known, subject, failure.line, with_private=True)
    if not is_told and held(found[0], values) is not found[1]:
        return ""  # a reader of the test does not know what it speaks of
    return _none_of_several(*found) or when_words(*found)


def _none_of_several(test: ast.expr, side: bool) -> str:
    """A value that no branch is for: ``when_mode_is_unknown``, in the last ``else`` behind texts."""
    match test:
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[ast.Constant(value=str())]):
            name = "" if side else name_in(left)
            return f"when_{name}_is_unknown" if name else ""
    return ""


def refused_words(draft: Draft, subject: Subject) -> list[str]:
    """What about an argument is refused: ``rejects_limit_that_is_no_int``; none where no condition says so.

    Where what the callable handed the argument on to raised, its parameter has to bear the same name and
    the condition has to hold of the argument.
    """
    failure = draft.case.run.failure
    known = subject.callable(draft.case.candidate.subject)
    if failure is None or known is None or not failure.in_subject or failure.line is None:
        return []
    values = handed_to(draft, known)
    found = _condition(draft, subject, failure.line, values)
    if found is None:
        return []
    test, side = found
    names = {snake(each): each for each in values}
    if not known.first_line <= failure.line <= known.last_line and held(test, values) is not side:
        return []
    words = _refused(test, side, names, known)
    return [words] if words and len(words) <= _MOST_CHARACTERS else []


def message_words(draft: Draft, subject: Subject, error: str) -> list[str]:
    """What the message of an exception says of the refusal, where it is the subject's own.

    A message that speaks of one of the parameters says which argument was wrong; any other one is quoted
    by its beginning.
    """
    failure = draft.case.run.failure
    known = subject.callable(draft.case.candidate.subject)
    if failure is None or known is None or not failure.message:
        return []
    values = handed_to(draft, known)
    found = list(_usual(failure.message, error, values))
    named = [each for each in values if _speaks_of(failure.message, each)]
    if not failure.in_subject:
        return found
    found += [f"raises_{error}_{each}" for each in _nothing_at(failure, subject, values, error)]
    others = [each for each in values if re.search(rf"\b{re.escape(each)}\b", failure.message)]
    if len(named) == len(others) == 1 and not failure.is_incidental:
        found.append(_named_in_message(named[0], values[named[0]], error))
    own = _written(failure.message, subject.source)
    if own and not failure.is_incidental:
        invalid = _INVALID.match(own)
        words = snake(_CLAUSE.split(own)[0])
        rest = failure.message.removeprefix(own)
        is_ended = not rest or _CLAUSE.match(rest.lstrip()) is not None or _CLAUSE.search(own)
        is_whole = len(words) <= _MOST_SAID and words == without_dangling(words)
        is_whole = is_whole and own[0].isalpha() and (bool(is_ended) or words.count("_") >= _LONG)
        if invalid is not None:
            found.append(f"rejects_{slug(invalid[0])}")
        elif is_whole and words.count("_") + 1 >= _FEWEST_WORDS:
            found.append(f"raises_{error}_saying_{words}")
    return found


def _nothing_at(
    failure: Failure, subject: Subject, values: Mapping[str, object], error: str
) -> Iterator[str]:
    """The empty sequence whose first or last item was asked for where it failed: ``without_keys``."""
    if error != "index_error" or "out of range" not in failure.message or failure.line is None:
        return
    tree = module_tree(subject.source)
    asked = {
        ast.unparse(each.value): each.value
        for each in nodes_in(tree or ast.Module([], []))
        if isinstance(each, ast.Subscript)
        and isinstance(each.ctx, ast.Load)
        and each.lineno <= failure.line <= (each.end_lineno or each.lineno)
    }
    places = [
        each.slice
        for each in nodes_in(tree or ast.Module([], []))
        if isinstance(each, ast.Subscript) and each.lineno == failure.line
    ]
    if len(asked) != 1 or not all(ast.unparse(each) in _ENDS for each in places):
        return
    (node,) = asked.values()
    match node:
        case ast.Name(id=name) if values.get(name) in ("", b"", (), []):
            yield f"for_empty_{variable_word(name)}"
        case ast.Attribute(value=ast.Name(id="self"), attr=name) if not name.startswith("_"):
            yield f"without_{snake(name)}"


_ENDS = frozenset({"0", "-1"})
"""Places that every sequence has which is not empty."""
_CLAUSE = re.compile(r"[:;,.(]")
_LONG = 3
"""Spaces in the beginning of a sentence that says enough."""
_MOST_SAID = 34
"""Characters of a clause that a name has room for."""


_INVALID = re.compile(
    r"(?:(?:invalid|unknown|unsupported|illegal|unrecognized|unrecognised|unexpected) \w+(?: \w+)?"
    r"|\w+(?: \w+)? too (?:large|long|short|small|big|deep|high|low))(?=[:;,.]|$)",
    re.IGNORECASE,
)
"""Beginnings of messages that say what was wrong: ``invalid format, must be ...``."""


_USUAL = (
    ("attribute_error", r"read-?only\b|can't set attribute|has no setter", "is_read_only"),
    ("type_error", r"unexpected keyword argument", "rejects_unknown_keyword"),
    ("type_error", r"unsupported operand type", "rejects_unsupported_operand"),
    ("lookup_error", r"unknown encoding: ", "rejects_unknown_encoding"),
)
"""Exceptions whose message says in usual words what was refused."""
_NO_NUMBER = re.compile(r"invalid literal for int\(\)|could not convert string to float")
_CANNOT_BE = re.compile(
    r"(?:the )?(\w+(?: \w+)?) (?:cannot|can't|can not|must not|may not|should not) be"
    r" (negative|empty|none|zero|blank)\b",
    re.IGNORECASE,
)


def _usual(message: str, error: str, values: Mapping[str, object]) -> Iterator[str]:
    """What the usual words of a message say, whoever wrote it."""
    for kind, pattern, phrase in _USUAL:
        if kind == error and re.search(pattern, message):
            yield phrase
    said = _CANNOT_BE.match(message)
    if said is not None:
        yield f"rejects_{said[2].lower()}_{snake(said[1])}"
    if error == "value_error" and _NO_NUMBER.match(message):
        texts = [
            name
            for name, value in values.items()
            if isinstance(value, str | bytes) and message.endswith(repr(value))
        ]
        if len(texts) == 1:
            yield f"rejects_{variable_word(texts[0])}_that_is_no_number"


def _speaks_of(message: str, name: str) -> bool:
    """Whether a message names a parameter: with an underscore, in quotes, or as its first word."""
    if re.search(rf"\b{re.escape(name)}\b", message) is None or len(name) < _FEWEST_WORDS:
        return False
    if "_" in name.strip("_"):
        return True
    quoted = re.search(rf"['\"`]{re.escape(name)}['\"`]", message) is not None
    return quoted or re.match(rf"{re.escape(name)}\b", message, re.IGNORECASE) is not None


def _named_in_message(name: str, value: object, error: str) -> str:
    word = variable_word(name)
    if value is UNKNOWN:
        return f"rejects_unfit_{word}"
    if error == "type_error" and value is not None:
        return f"rejects_{kind_words(value)}_as_{word}"
    special = class_words(Given(word, value))
    return f"rejects_{special}" if special.startswith(_BOUNDARIES) else f"rejects_unfit_{word}"


_BOUNDARIES = ("empty_", "blank_", "negative_", "non_ascii_", "infinite_")
"""Beginnings of words for inputs that are seldom anything but the reason."""


def _written(message: str, source: str) -> str:
    """The beginning of a message that stands in the source as it is; empty where too little of it does."""
    words = message.split()
    for count in range(len(words), _FEWEST_WORDS - 1, -1):
        beginning = " ".join(words[:count])
        if beginning in source:
            return beginning
    return ""


# -- conditions ---------------------------------------------------------------------------------------


def _condition(
    draft: Draft, subject: Subject, line: int, values: Mapping[str, object]
) -> _Condition | None:
    """The condition that a line directly stands under: of several joined ones the part that decided."""
    found = _conditions(subject.source).get(line)
    if found is None:
        return None
    test, side = found
    if not isinstance(test, ast.BoolOp):
        return found
    is_any = isinstance(test.op, ast.Or)
    if is_any is not side:  # all parts together decided
        return None
    taken = {each.text: each.side for each in draft.case.decisions if each.line == test.lineno}
    parts = [
        each
        for each in test.values
        if taken.get(ast.unparse(each)) is side or held(each, values) is side
    ]
    return (parts[0], side) if len(parts) == 1 else None


@lru_cache(maxsize=16)
def _conditions(source: str) -> dict[int, _Condition]:
    """Line of a ``raise`` -> the condition that it directly stands under, and its side."""
    tree = module_tree(source)
    found: dict[int, _Condition] = {}
    for node in nodes_in(tree) if tree is not None else ():
        if isinstance(node, ast.If):
            for body, side in ((node.body, True), (node.orelse, False)):
                for statement in body:
                    if isinstance(statement, ast.Raise):
                        for line in range(statement.lineno, (statement.end_lineno or 0) + 1):
                            found[line] = (node.test, side)
    return found


def _refused(test: ast.expr, side: bool, names: Mapping[str, str], known: CallableSubject) -> str:
    """What a condition says of a parameter that is refused; empty where it is about something else."""
    while isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        test, side = test.operand, not side
    match test:
        case ast.Call(func=ast.Name(id="isinstance"), args=[value, kind]) if not side:
            name, kinds = _parameter(value, names, known), kind_name(kind)
            kinds = "" if kinds == "cls" else kinds
            return f"rejects_{name}_that_is_no_{kinds}" if name and kinds else ""
        case ast.Call(func=ast.Name(id="callable"), args=[value]) if not side:
            name = _parameter(value, names, known)
            return f"rejects_{name}_that_is_not_callable" if name else ""
        case ast.Compare(left=left, ops=[compared], comparators=[right]):
            name = _parameter(left, names, known)
            return _compared(name, compared, right, side) if name else ""
    return ""


def _compared(name: str, compared: ast.cmpop, right: ast.expr, side: bool) -> str:
    other = name_in(right).strip("_")
    match compared:
        case ast.In() | ast.NotIn() if isinstance(compared, ast.In) is side:
            return f"rejects_{name}_in_{other}" if other else ""
        case ast.In() | ast.NotIn():
            return f"rejects_unknown_{name}"
        case ast.Lt() | ast.GtE() if isinstance(compared, ast.Lt) is side:
            if isinstance(right, ast.Constant) and right.value == 0:
                return f"rejects_negative_{name}"
            return f"rejects_{name}_below_{other}" if other else ""
        case ast.Gt() | ast.LtE() if isinstance(compared, ast.Gt) is side:
            return f"rejects_{name}_above_{other}" if other else ""
    return ""


def _parameter(node: ast.expr, names: Mapping[str, str], known: CallableSubject) -> str:
    """The parameter that an expression is, or that a constructor keeps under the same name."""
    is_kept = isinstance(node, ast.Attribute) and known.kind is CallableKind.CONSTRUCTOR
    if not isinstance(node, ast.Name) and not is_kept:
        return ""
    name = name_in(node)
    return variable_word(names[name]) if name in names else ""
