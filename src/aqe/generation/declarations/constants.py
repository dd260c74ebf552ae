"""Constants, tables and patterns of a module: values, look-ups, what holds for all rows of a long table."""

from __future__ import annotations

import ast
import keyword
import re
from collections import Counter
from collections.abc import Iterator

from aqe.domain.declaration import Declaration, DeclarationKind
from aqe.domain.recipe import Attribute, Call, Literal, Operation, Recipe, Symbol, Verbatim
from aqe.domain.run import CandidateRun, Snapshot
from aqe.domain.syntax_trees import parsed_expression
from aqe.generation.declarations.forms import Look, at, contains, item, spread
from aqe.generation.ports import ParseLiteral, PatternSampler
from aqe.generation.scenario import Scenario

__all__ = ["Constants"]

_SHORT = 100
"""Characters of a value that is stated whole; a longer one is told by its size and by look-ups."""
_STATED = 200
"""Characters up to which an assertion states a value, and not only its size and ends."""
_WHOLE = 40
"""Rows of a table that is looked up row by row; of longer ones, some are."""
_SOME = 12
_MATCHED = 3
_NEAR = 6
_OTHERWISE = ("", " ", "!", "-", "0", "x")
"""Short texts that few patterns match."""
_NO_VALUES = frozenset(
    """builtins:type builtins:function builtins:builtin_function_or_method builtins:module
    builtins:NoneType abc:ABCMeta""".split()
)


class Constants:
    """Looks at what names of a module stand for.

    Args:
        module: Import name of the subject.
        parse: Reads a literal.
        sample: Texts that a regular expression matches.
    """

    def __init__(self, module: str, parse: ParseLiteral, sample: PatternSampler) -> None:
        self._module = module
        self._parse = parse
        self._sample = sample

    def question(self, declaration: Declaration) -> Scenario:
        """What has to be known first: the value."""
        return self._at(self._symbol(declaration), declaration, "value")

    def looks(self, declaration: Declaration, answer: CandidateRun | None) -> Iterator[Look]:
        """Looks at a constant whose value the answer showed."""
        if answer is None or answer.failure is not None or not answer.observations:
            return
        value = answer.observations[-1].value
        if value is None or value.type in _NO_VALUES or value.kind == "opaque":
            return
        if value.type == "re:Pattern":
            if value.source is not None:
                yield from self._pattern(declaration, value.source)
            return
        is_whole = value.source is not None and len(value.source) <= _SHORT
        if value.source is None and value.attributes:
            yield from self._object(declaration, value)
            return
        if value.symbols or (value.source is None and value.length is None):
            return
        is_main = declaration.kind is DeclarationKind.CONSTANT
        note = "value" if value.source is not None and is_whole else "size"
        look = self._look(self._symbol(declaration), declaration, note, is_main=is_main)
        rows = self._rows(declaration, is_mapping=value.type == "builtins:dict")
        if value.source is not None and len(value.source) <= _STATED:
            yield look
            yield from () if is_whole else rows
            return
        yield from rows  # first: a test of the whole says less than was seen of it
        yield look

    def _rows(self, declaration: Declaration, *, is_mapping: bool) -> Iterator[Look]:
        """Look-ups in a table, and what holds for all of it."""
        symbol = self._symbol(declaration)
        sources = declaration.keys if is_mapping else declaration.items
        main = sources if len(sources) <= _WHOLE else spread(sources, _SOME)
        for source in main:
            key = self._parse(source)
            if key is not None:
                look = item(symbol, key) if is_mapping else contains(symbol, key)
                yield self._look(look, declaration, "by_key" if is_mapping else "contains")
        for law, note in _laws(symbol, has_texts=bool(sources) and sources[0][:1] in "'\""):
            yield self._look(law, declaration, note, is_main=False, expects="True")

    def _object(self, declaration: Declaration, value: Snapshot) -> Iterator[Look]:
        """What an object keeps: as a whole, or name by name where not every name can be written out."""
        symbol = self._symbol(declaration)
        commonest = Counter(each.type for _, each in value.attributes).most_common(1)[0][0]
        names = [name for name, each in value.attributes if each.type == commonest]
        is_plain = not any(keyword.iskeyword(name) for name in names)
        if is_plain:
            yield self._look(symbol, declaration, "value")
        main = () if is_plain else spread(names, _SOME)
        for name in names:
            look = Call(Symbol("builtins", "getattr"), (symbol, Literal(name)))
            yield self._look(look, declaration, "attributes", is_main=name in main)

    def _pattern(self, declaration: Declaration, source: str) -> Iterator[Look]:
        """What a pattern matches, and what it does not."""
        text, flags = _parts_of_pattern(source)
        if text is None:
            return
        symbol = self._symbol(declaration)
        search = Attribute(symbol, "search")
        matched = [each for each in self._sample(f"{flags}{text}") if each][:_MATCHED]
        for each in matched:
            found = Call(search, (Literal(each),))
            yield self._look(Call(Attribute(found, "group")), declaration, "finds")
        for each in _near(matched):
            found = Call(search, (Literal(each),))
            yield self._look(found, declaration, "finds_nothing", expects="None")

    def _symbol(self, declaration: Declaration) -> Symbol:
        return Symbol(self._module, declaration.qualname)

    def _at(self, expression: Recipe, declaration: Declaration, note: str) -> Scenario:
        owner = declaration.qualname.rpartition(".")[0]
        about = owner if isinstance(expression, Symbol) else declaration.qualname
        return at(expression, about, note)

    def _look(
        self,
        expression: Recipe,
        declaration: Declaration,
        note: str,
        *,
        is_main: bool = True,
        expects: str | None = None,
    ) -> Look:
        return Look(self._at(expression, declaration, note), declaration, is_main, expects)


def _laws(symbol: Symbol, *, has_texts: bool) -> Iterator[tuple[Recipe, str]]:
    """What may hold for all rows of a long table."""
    ordered = Call(Symbol("builtins", "sorted"), (symbol,))
    yield Operation("eq", (Call(Symbol("builtins", "list"), (symbol,)), ordered)), "is_sorted"
    for method in ("islower", "isupper") if has_texts else ():
        note = {"islower": "is_lower_case", "isupper": "is_upper_case"}[method]
        yield Verbatim(f"all(text.{method}() for text in {symbol.name})", (symbol,)), note


def _parts_of_pattern(source: str) -> tuple[str | None, str]:
    """The text of ``re.compile(...)`` and its flags as the beginning of a pattern."""
    match parsed_expression(source):
        case ast.Call(args=[ast.Constant(value=str() as text), *others]):
            names = re.findall(r"re\.([A-Z])[A-Z]*", ast.unparse(others[0])) if others else []
            letters = "".join(
                sorted({"V": "x"}.get(each, each.lower()) for each in names if each in "IMSVXA")
            )
            return text, f"(?{letters})" if letters else ""
    return None, ""


def _near(matched: list[str]) -> list[str]:
    """Texts that a pattern may not match, those near to what it matches first."""
    near = [text for each in matched for text in (each[1:], each[:-1], each.swapcase())]
    return list(dict.fromkeys([*near, *_OTHERWISE]))[:_NEAR]
