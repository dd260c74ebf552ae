"""Inputs of laws as Hypothesis strategies. Hypothesis itself is not needed to print them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aqe.domain.law import (
    NOTHING,
    Alphabet,
    BooleanInputs,
    BytesInputs,
    ChoiceInputs,
    CollectionInputs,
    Inputs,
    InstanceInputs,
    IntegerInputs,
    MappingInputs,
    NumberInputs,
    StandardInputs,
    TextInputs,
    TupleInputs,
    UnionInputs,
)
from aqe.domain.recipe import Call, Recipe, Symbol
from aqe.syntax.python.expressions import Printer
from aqe.syntax.python.literals import literal_text

__all__ = ["strategy", "strategy_symbols"]

_ALPHABETS: dict[Alphabet, str] = {
    Alphabet.ASCII: "st.characters(max_codepoint=127)",
    Alphabet.PRINTABLE: "st.characters(min_codepoint=32, max_codepoint=126)",
    Alphabet.ALPHANUMERIC: "string.ascii_letters + string.digits",
    Alphabet.LETTERS: "string.ascii_letters",
    Alphabet.LOWERCASE: "string.ascii_lowercase",
    Alphabet.DIGITS: "string.digits",
    Alphabet.HEXADECIMAL: "string.hexdigits",
}
_STANDARD = {
    "datetime:date": "st.dates()",
    "datetime:datetime": "st.datetimes()",
    "datetime:time": "st.times()",
    "datetime:timedelta": "st.timedeltas()",
    "decimal:Decimal": "st.decimals(allow_nan=False, allow_infinity=False)",
    "fractions:Fraction": "st.fractions()",
    "uuid:UUID": "st.uuids()",
}
_SETS = {"list": "lists", "tuple": "lists", "set": "sets", "frozenset": "frozensets"}

_Renamed = Mapping[tuple[str, str], str]


def strategy(inputs: Inputs, printer: Printer, renamed: _Renamed | None = None) -> str:
    """The source of a strategy, with ``hypothesis.strategies`` under the name ``st``."""
    renamed = renamed or {}

    def inner(each: Inputs) -> str:
        return strategy(each, printer, renamed)

    match inputs:
        case TextInputs():
            return _text(inputs, renamed.get(("string", ""), "string"))
        case BytesInputs(min_size=least, max_size=most):
            return _call("binary", *_sizes(least, most))
        case IntegerInputs(minimum=low, maximum=high):
            return _call("integers", *_bounds(low, high))
        case NumberInputs():
            return _number(inputs)
        case BooleanInputs():
            return _call("booleans")
        case ChoiceInputs() if inputs == NOTHING:
            return _call("none")
        case ChoiceInputs(choices=choices):
            values = ", ".join(printer.expression(each, renamed) for each in choices)
            return _call("sampled_from", f"[{values}]")
        case CollectionInputs(kind=kind, element=element, min_size=least, max_size=most):
            text = _call(_SETS[kind], inner(element), *_sizes(least, most))
            return f"{text}.map(tuple)" if kind == "tuple" else text
        case TupleInputs(parts=parts):
            return _call("tuples", *map(inner, parts))
        case MappingInputs(key=key, value=value, min_size=least):
            return _call("dictionaries", inner(key), inner(value), *_sizes(least, None))
        case UnionInputs(parts=parts):
            return " | ".join(map(inner, parts))
        case StandardInputs(name=name):
            return _STANDARD[name]
        case InstanceInputs(symbol=symbol, arguments=arguments):
            named = [f"{name}={inner(each)}" for name, each in arguments]
            return _call("builds", printer.expression(symbol, renamed), *named)


def strategy_symbols(inputs: Inputs) -> Iterator[Symbol]:
    """What has to be imported for a strategy, beside Hypothesis."""
    match inputs:
        case TextInputs(alphabet=alphabet):
            if _ALPHABETS.get(alphabet, "").startswith("string."):
                yield Symbol("string", "")
        case CollectionInputs(element=element):
            yield from strategy_symbols(element)
        case MappingInputs(key=key, value=value):
            yield from strategy_symbols(key)
            yield from strategy_symbols(value)
        case TupleInputs(parts=parts) | UnionInputs(parts=parts):
            for each in parts:
                yield from strategy_symbols(each)
        case ChoiceInputs(choices=choices):
            for choice in choices:
                yield from _mentioned(choice)
        case InstanceInputs(symbol=symbol, arguments=arguments):
            yield symbol
            for _, each in arguments:
                yield from strategy_symbols(each)


def _mentioned(recipe: Recipe) -> Iterator[Symbol]:
    if isinstance(recipe, Symbol):
        yield recipe
    elif isinstance(recipe, Call) and isinstance(recipe.callee, Symbol):
        yield recipe.callee


def _text(inputs: TextInputs, string: str) -> str:
    if inputs == TextInputs(min_size=1, max_size=1):
        return _call("characters")
    sizes = _sizes(inputs.min_size, inputs.max_size)
    if inputs.alphabet is Alphabet.ANY:
        return _call("text", *sizes)
    alphabet = _ALPHABETS[inputs.alphabet].replace("string.", f"{string}.")
    return _call("text", f"alphabet={alphabet}", *sizes)


def _number(inputs: NumberInputs) -> str:
    bounds = _bounds(inputs.minimum, inputs.maximum)
    if len(bounds) == 2:
        return _call("floats", *bounds)
    if bounds:
        return _call("floats", *bounds, "allow_infinity=False")
    return _call("floats", "allow_nan=False", "allow_infinity=False")


def _bounds(low: float | None, high: float | None) -> list[str]:
    found = [] if low is None else [f"min_value={literal_text(low)}"]
    return found if high is None else [*found, f"max_value={literal_text(high)}"]


def _sizes(least: int, most: int | None) -> list[str]:
    found = [f"min_size={least}"] if least else []
    return found if most is None else [*found, f"max_size={most}"]


def _call(name: str, *arguments: str) -> str:
    return f"st.{name}({', '.join(arguments)})"
