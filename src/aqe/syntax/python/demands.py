"""What a test demands, in words: ``returns_none``, ``raises_value_error``, ``calls_bind``."""

from __future__ import annotations

from aqe.domain.recipe import Attribute, Call, Collection, Operation, Recipe, Symbol, Variable
from aqe.domain.suite import RESULT, Assertion, AssertionKind
from aqe.syntax.python.drafts import Draft
from aqe.syntax.python.given import is_comparing, value_of
from aqe.syntax.python.names import slug, snake, value_words
from aqe.syntax.python.parsing import parse_literal
from aqe.syntax.python.spoken_objects import spoken_object
from aqe.syntax.recipe_trees import walk

__all__ = [
    "assertion_words",
    "demanded_words",
    "error_words",
    "is_spelled",
    "kept_words",
    "sort_words",
]

_MAX_CALLED = 3
"""Names of what is called at a double that a title holds."""


def demanded_words(draft: Draft) -> str:
    """What the test demands, in words: ``returns_none``, ``raises_value_error``."""
    for assertion in draft.assertions:
        if assertion.kind is AssertionKind.RAISES:
            return f"raises_{error_words(assertion)}"
    if draft.assertions and all(each.is_kept for each in draft.assertions):
        return kept_words(draft.assertions[0])
    for assertion in draft.assertions:
        words = assertion_words(assertion)
        if words:
            return words
    return "completes"


def is_spelled(draft: Draft) -> bool:
    """Whether a test could be told by what it demands only by spelling a text or the parts of an object."""
    return any(
        isinstance(each.expected, Call) or isinstance(value_of(each.expected), str | bytes)
        for each in draft.assertions[:1]
        if each.place == RESULT and each.kind is AssertionKind.EQUAL
    )


def sort_words(draft: Draft) -> str:
    """What the test demands, without values that say nothing but themselves: ``returns_none``,
    ``returns_20_bytes``, ``gives_fixed``; empty where only the value could be told."""
    for assertion in draft.assertions:
        if assertion.kind is AssertionKind.RAISES:
            return f"raises_{error_words(assertion)}"
    if draft.assertions and all(each.is_kept for each in draft.assertions):
        return kept_words(draft.assertions[0])
    compared = compared_value(draft)
    for assertion in draft.assertions:
        if compared is not None and assertion.place == RESULT:
            value = plain_words(compared)
            return f"returns_{value}" if value else ""
        words = _sort_of(assertion)
        if words is not None:
            return words
    return "completes"


def _sort_of(assertion: Assertion) -> str | None:
    """As for `assertion_words`; None where the assertion has no words at all."""
    words = assertion_words(assertion)
    expected, place = assertion.expected, assertion.place
    is_valued = assertion.kind in _VALUED
    if not words or expected is None or not is_valued:
        return words or None
    value = plain_words(expected)
    if place == RESULT:
        return f"returns_{value}" if value else ""
    match place:
        case Call(callee=Symbol(name="len")):
            return words
        case Call(callee=Symbol(name="str")):
            told = _text_words(expected)
            return told if told.count("_") < _MOST_WORDS else ""
        case Call(callee=Symbol(name="dict")):
            return "is_empty" if value.startswith("empty_") else "holds_items"
        case Call(callee=Symbol(name="list")):
            return "is_empty" if value.startswith("empty_") else "yields_items"
        case Call(callee=Attribute(name="read_text" | "read_bytes")):
            return "writes_file"
        case Attribute(name="mock_calls"):
            return words
        case Attribute(name="__name__"):
            return ""
        case Attribute(owner=owner, name=name):
            if owner != RESULT:
                return words if value or type(value_of(expected)) is int else f"shows_{snake(name)}"
            return f"gives_{snake(name)}_{value}".strip("_")
    return f"leaves_{value}" if value else ""


_VALUED = frozenset((AssertionKind.EQUAL, AssertionKind.IDENTICAL, AssertionKind.APPROXIMATE))
_MOST_WORDS = 4
_DIGEST = 16
"""Bytes of the shortest digest in use."""


def plain_words(recipe: Recipe) -> str:
    """A value in words where it is no more than these words: ``none``, ``empty_list``, ``20_bytes``."""
    value = value_of(recipe)
    if value is None or isinstance(value, bool):
        return value_words(recipe)
    if isinstance(value, int | float) and value == 0:
        return "zero"
    if isinstance(value, bytes) and len(value) >= _DIGEST and not value.isascii():
        return f"{len(value)}_bytes"
    if isinstance(value, str | bytes | list | tuple | dict | set | frozenset) and not value:
        return value_words(recipe)
    return ""


def compared_value(draft: Draft) -> Recipe | None:
    """What the result is compared with inside of an example, where the comparison is not the subject."""
    if is_comparing(draft):
        return None
    match draft.statements[draft.act].expression:
        case Operation(name="eq" | "is", operands=(_, right)):
            return right
    return None


def error_words(assertion: Assertion) -> str:
    """The type that an assertion names, in words: ``value_error``."""
    if isinstance(assertion.expected, Symbol):
        return snake(assertion.expected.name.rpartition(".")[2])
    return snake(assertion.type_name or "exception")


def assertion_words(assertion: Assertion) -> str:
    """What one assertion demands, in words; empty where it has none."""
    expected = assertion.expected
    match assertion.kind:
        case AssertionKind.WARNS:
            return f"gives_{error_words(assertion)}"
        case AssertionKind.QUIET:
            return "gives_no_warning"
        case AssertionKind.OUTPUT:
            return f"prints_{value_words(expected)}" if expected is not None else "prints"
        case AssertionKind.INSTANCE:
            return f"returns_{error_words(assertion)}"
        case AssertionKind.TRUE:
            return _affix_words(assertion.place)
    if expected is None:
        return ""
    words = value_words(expected)
    if assertion.place == RESULT:
        return f"returns_{words}"
    match assertion.place:
        case Call(callee=Symbol(name="len")):
            return f"has_length_{words}"
        case Call(callee=Symbol(name="str")):
            return _text_words(expected) or f"reads_{words}"
        case Call(callee=Symbol(name="dict")):
            return f"holds_{words}"
        case Call(callee=Symbol(name="list")):
            return f"yields_{words}"
        case Call(callee=Attribute(name="read_text")):
            return f"writes_{words}"
        case Attribute(name="__name__"):
            return f"returns_{words}"
        case Attribute(owner=double, name="mock_calls"):
            return _calls_words(double, expected)
        case Attribute(owner=owner, name=name):
            is_of_result = owner == RESULT
            return (
                f"gives_{snake(name)}_{words}"
                if is_of_result
                else f"leaves_{snake(name)}_at_{words}"
            )
    return f"leaves_{words}"


def _text_words(expected: Recipe) -> str:
    """What the text of an object says of it: ``holds_pen``, ``shows_size_three``; empty if unknown."""
    text = value_of(expected)
    spoken = spoken_object(text) if isinstance(text, str) else None
    if spoken is None:
        return ""
    for source in spoken.positional if spoken.items else ():
        if (items := parse_literal(source)) is not None:
            return f"holds_{value_words(items)}"
    for name, source in spoken.named:
        if (value := parse_literal(source)) is not None:
            return slug(f"shows_{snake(name)}_{value_words(value)}")
    return ""


def _calls_words(double: Recipe, expected: Recipe) -> str:
    """What was called at a double: ``calls_bind_and_connect``."""
    own = "it"
    if isinstance(double, Variable) and double != RESULT:
        own = double.name.removesuffix("_double")
    called: dict[str, None] = {}
    for each in expected.items if isinstance(expected, Collection) else ():
        match each:
            case Call(callee=Attribute(name=name)):
                called[snake(name)] = None
            case _:
                called[own] = None
    if not called:
        return f"does_not_call_{own}"
    first, *others = list(called)[:_MAX_CALLED]
    return "_and_".join([f"calls_{first}", *others])


def kept_words(assertion: Assertion) -> str:
    """Which object is as before: ``leaves_the_queue_unchanged``."""
    names = [part.name for part in walk(assertion.place or RESULT) if isinstance(part, Variable)]
    return f"leaves_the_{snake(names[0])}_unchanged" if names else ""


def _affix_words(place: Recipe | None) -> str:
    match place:
        case Operation(name="is", operands=(_, Variable(name=name))):
            return f"returns_the_{snake(name)}_itself"
        case Call(callee=Attribute(name="startswith"), arguments=(text, *_)):
            return f"starts_with_{value_words(text)}"
        case Call(callee=Attribute(name="endswith"), arguments=(text, *_)):
            return f"ends_with_{value_words(text)}"
        case Call(callee=Symbol(module="builtins", name="callable")):
            return "is_callable"
    return ""
