"""Recipes and candidates as Python source text.

The text is valid and on one line; `layout` wraps it for people. Parsing lives in `parsing`.
"""

from __future__ import annotations

import ast
import keyword
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from aqe.domain import recipe as recipes
from aqe.domain.candidate import (
    Candidate,
    Definition,
    Program,
    ProgramLine,
    Statement,
    StatementForm,
)
from aqe.domain.recipe import Recipe, Symbol
from aqe.syntax.python.imports import ImportPlan, plan_imports
from aqe.syntax.python.literals import literal_text, needs_call, repeated_text, string_text
from aqe.syntax.python.operators import AUGMENTED, BINARY, BINARY_NAMES, COMPARISON_SIGNS
from aqe.syntax.python.parsing import parse_expression
from aqe.syntax.python.sources import with_names

__all__ = ["Printer", "program_of"]

_LOWEST, _OR, _AND, _NOT, _COMPARE, _UNARY, _POWER, _AWAIT, _PRIMARY, _ATOM = (
    *(0, 1, 2, 3, 4),
    *(11, 12, 13, 14, 15),
)
_BINARY = {BINARY_NAMES[node]: BINARY[node] for node in BINARY_NAMES if node is not ast.Pow}
_COMPARISONS = {name: COMPARISON_SIGNS[name] for name in ("eq", "ne", "lt", "le", "gt", "ge", "is")}
_NEGATED = {"is": "is not", "contains": "not in"}
_PREFIXES = {"neg": "-", "pos": "+", "invert": "~"}
_AST_PRECEDENCE: dict[type[ast.AST], int] = {
    ast.Lambda: _LOWEST,
    ast.IfExp: _LOWEST,
    ast.Yield: _LOWEST,
    ast.YieldFrom: _LOWEST,
    ast.NamedExpr: _LOWEST,
    ast.Starred: _LOWEST,
    ast.BoolOp: _OR,
    ast.Compare: _COMPARE,
    ast.BinOp: 5,
    ast.UnaryOp: _UNARY,
    ast.Await: _AWAIT,
    ast.Call: _PRIMARY,
    ast.Attribute: _PRIMARY,
    ast.Subscript: _PRIMARY,
}

_Renamed = Mapping[tuple[str, str], str]


class _Printed(NamedTuple):
    text: str
    precedence: int
    symbols: tuple[Symbol, ...]


class Printer:
    """Prints recipes; remembers what it printed for recipes that are shared between candidates."""

    def __init__(self, *, capacity: int = 20_000) -> None:
        self._capacity = capacity
        # Keyed by identity: equality would confuse 1, 1.0 and True, and hashing a tree costs as
        # much as printing it. The recipe is kept so that its id cannot be reused.
        self._printed: OrderedDict[int, tuple[Recipe, _Printed]] = OrderedDict()

    def expression(self, recipe: Recipe, renamed: _Renamed | None = None) -> str:
        """Source of a recipe, on one line.

        Args:
            recipe: What to print.
            renamed: Names of symbols that are not reached by the first part of their own name,
                as in `ImportPlan.renamed`.
        """
        return self._print(recipe, renamed or {}).text

    def symbols(self, recipe: Recipe) -> tuple[Symbol, ...]:
        """The symbols that a recipe mentions."""
        return self._print(recipe, {}).symbols

    def program(self, candidate: Candidate, module: str) -> Program:
        """A candidate as a program for a worker.

        Args:
            candidate: Statements, definitions and fixtures.
            module: The subject; its symbols keep their names when names collide.
        """
        plan = self.import_plan(candidate, module)
        lines = tuple(self.line(each, plan.renamed) for each in candidate.statements)
        return Program(
            candidate=candidate.id,
            imports=tuple(each.statement for each in plan.imports),
            definitions=tuple(_definition(each, plan.renamed) for each in candidate.definitions),
            lines=lines,
            fixtures=candidate.fixtures,
            act_from=candidate.act_from,
        )

    def import_plan(self, candidate: Candidate, module: str) -> ImportPlan:
        """The imports of one candidate."""
        needed: dict[Symbol, None] = {}
        for definition in candidate.definitions:
            needed.update(dict.fromkeys(definition.symbols))
        taken = {*candidate.fixtures, *(each.name for each in candidate.definitions)}
        for statement in candidate.statements:
            if statement.target:
                taken.add(statement.target)
            for part in _parts(statement):
                needed.update(dict.fromkeys(self.symbols(part)))
        return plan_imports(needed, taken=taken, prefer=module)

    def line(self, statement: Statement, renamed: _Renamed) -> ProgramLine:
        """One statement as a line of a program."""
        text = self.expression(statement.expression, renamed)
        match statement.form:
            case StatementForm.WITH | StatementForm.ASYNC_WITH:
                return ProgramLine(statement.form.value, text, statement.target)
            case StatementForm.ASSIGN if statement.place is not None:
                place = self.expression(statement.place, renamed)
                return ProgramLine("statement", f"{place} = {text}")
            case StatementForm.AUGMENT:
                return ProgramLine(
                    "statement", self._augmented(statement, renamed), statement.target
                )
            case StatementForm.RAISE_WITHIN | StatementForm.ASYNC_RAISE_WITHIN:
                raised = self._place(statement, renamed)
                word = "with" if statement.form is StatementForm.RAISE_WITHIN else "async with"
                return ProgramLine("statement", f"{word} {text}:\n    raise {raised}")
            case StatementForm.DELETE:
                return ProgramLine("statement", f"del {self._place(statement, renamed)}")
        if _is_statement(statement.expression):
            return ProgramLine("statement", text)
        return ProgramLine("plain", text, statement.target)

    def _augmented(self, statement: Statement, renamed: _Renamed) -> str:
        assert isinstance(statement.expression, recipes.Operation)
        sign = AUGMENTED[statement.expression.name]
        value = self.expression(statement.expression.operands[1], renamed)
        return f"{self._place(statement, renamed)} {sign} {value}"

    def _place(self, statement: Statement, renamed: _Renamed) -> str:
        place = statement.expression if statement.place is None else statement.place
        return self.expression(place, renamed)

    # -- recipes --------------------------------------------------------------------------------

    def _print(self, recipe: Recipe, renamed: _Renamed) -> _Printed:
        if isinstance(recipe, recipes.Literal):
            return _literal(recipe)
        if isinstance(recipe, recipes.Variable):
            return _Printed(recipe.name, _ATOM, ())
        if isinstance(recipe, recipes.Symbol):
            return _symbol(recipe, renamed)
        if renamed:
            return self._compose(recipe, renamed)
        known = self._printed.get(id(recipe))
        if known is not None:
            return known[1]
        printed = self._compose(recipe, renamed)
        self._printed[id(recipe)] = (recipe, printed)
        if len(self._printed) > self._capacity:
            self._printed.popitem(last=False)
        return printed

    def _compose(self, recipe: Recipe, renamed: _Renamed) -> _Printed:
        if isinstance(recipe, recipes.Call):
            return self._call(recipe, renamed)
        if isinstance(recipe, recipes.Collection):
            return self._collection(recipe, renamed)
        if isinstance(recipe, recipes.Mapping):
            return self._mapping(recipe, renamed)
        if isinstance(recipe, recipes.Attribute):
            owner = self._print(recipe.owner, renamed)
            text = f"{_wrapped(owner, _PRIMARY, is_owner=True)}.{recipe.name}"
            return _Printed(text, _PRIMARY, owner.symbols)
        if isinstance(recipe, recipes.Operation):
            return self._operation(recipe, renamed)
        if isinstance(recipe, recipes.Await):
            operand = self._print(recipe.operand, renamed)
            return _Printed(f"await {_wrapped(operand, _PRIMARY)}", _AWAIT, operand.symbols)
        if isinstance(recipe, recipes.Verbatim):
            return _verbatim(recipe, renamed)
        raise TypeError(f"not a recipe: {recipe!r}")

    def _call(self, recipe: recipes.Call, renamed: _Renamed) -> _Printed:
        callee = self._print(recipe.callee, renamed)
        arguments = [self._print(each, renamed) for each in recipe.arguments]
        texts = [each.text for each in arguments]
        unnamed: list[str] = []
        for name, value in recipe.keywords:
            printed = self._print(value, renamed)
            arguments.append(printed)
            if name.isidentifier() and not keyword.iskeyword(name):
                texts.append(f"{name}={printed.text}")
            else:
                unnamed.append(f"{string_text(name)}: {printed.text}")
        if unnamed:
            texts.append("**{" + ", ".join(unnamed) + "}")
        text = f"{_wrapped(callee, _PRIMARY)}({', '.join(texts)})"
        return _Printed(text, _PRIMARY, _union((callee, *arguments)))

    def _collection(self, recipe: recipes.Collection, renamed: _Renamed) -> _Printed:
        items = [self._print(each, renamed) for each in recipe.items]
        symbols = _union(items)
        inner = ", ".join(each.text for each in items)
        if recipe.kind == "list":
            return _Printed(f"[{inner}]", _ATOM, symbols)
        if recipe.kind == "tuple":
            return _Printed(f"({inner},)" if len(items) == 1 else f"({inner})", _ATOM, symbols)
        if recipe.kind == "set":
            builtin = _symbol(Symbol("builtins", "set"), renamed).text
            if items:
                return _Printed(f"{{{inner}}}", _ATOM, symbols)
            return _Printed(f"{builtin}()", _PRIMARY, (Symbol("builtins", "set"),))
        if recipe.kind == "frozenset":
            builtin = _symbol(Symbol("builtins", "frozenset"), renamed).text
            text = f"{builtin}({{{inner}}})" if items else f"{builtin}()"
            return _Printed(text, _PRIMARY, (*symbols, Symbol("builtins", "frozenset")))
        raise ValueError(f"unknown kind of collection: {recipe.kind!r}")

    def _mapping(self, recipe: recipes.Mapping, renamed: _Renamed) -> _Printed:
        printed: list[_Printed] = []
        texts: list[str] = []
        for key, value in recipe.pairs:
            pair = self._print(key, renamed), self._print(value, renamed)
            printed.extend(pair)
            texts.append(f"{pair[0].text}: {pair[1].text}")
        return _Printed("{" + ", ".join(texts) + "}", _ATOM, _union(printed))

    def _operation(self, recipe: recipes.Operation, renamed: _Renamed) -> _Printed:
        operands = [self._print(each, renamed) for each in recipe.operands]
        inner = recipe.operands[0]
        if recipe.name == "not" and isinstance(inner, recipes.Operation):
            negated = _NEGATED.get(inner.name)
            if negated is not None:
                operands = [self._print(each, renamed) for each in inner.operands]
                left, right = operands if inner.name == "is" else operands[::-1]
                least = _COMPARE + 1
                text = f"{_wrapped(left, least)} {negated} {_wrapped(right, least)}"
                return _Printed(text, _COMPARE, _union(operands))
        text, precedence = _operation_text(recipe, operands)
        return _Printed(text, precedence, _union(operands))


def program_of(candidate: Candidate, module: str, printer: Printer | None = None) -> Program:
    """A candidate as a program for a worker (see `Printer.program`)."""
    return (printer or Printer()).program(candidate, module)


def _definition(definition: Definition, renamed: _Renamed) -> str:
    roots = [(each.module, each.name.partition(".")[0]) for each in definition.symbols]
    wanted = {root[1]: renamed[root] for root in roots if root in renamed}
    return with_names(definition.source, wanted) if wanted else definition.source


def _parts(statement: Statement) -> Iterator[Recipe]:
    yield statement.expression
    if statement.place is not None:
        yield statement.place


def _is_statement(recipe: Recipe) -> bool:
    return isinstance(recipe, recipes.Verbatim) and parse_expression(recipe.source) is None


def _union(printed: list[_Printed] | tuple[_Printed, ...]) -> tuple[Symbol, ...]:
    found: dict[Symbol, None] = {}
    for each in printed:
        if each.symbols:
            found.update(dict.fromkeys(each.symbols))
    return tuple(found)


def _wrapped(printed: _Printed, least: int, *, is_owner: bool = False) -> str:
    """The text, in parentheses when it binds less tightly than its place needs."""
    if printed.precedence < least:
        return f"({printed.text})"
    if is_owner and printed.text[0].isdigit():
        return f"({printed.text})"
    return printed.text


def _literal(recipe: recipes.Literal) -> _Printed:
    if isinstance(recipe.value, str) and (product := repeated_text(recipe.value)) is not None:
        return _Printed(product, _BINARY["mul"][1], ())
    text = literal_text(recipe.value)
    if text[0] == "-":
        return _Printed(text, _UNARY, ())
    if recipe.value is not None and text[-1] == ")" and needs_call(text):
        name = text.partition("(")[0]
        if name in ("float", "complex"):
            return _Printed(text, _PRIMARY, (Symbol("builtins", name),))
    return _Printed(text, _ATOM, ())


def _symbol(recipe: Symbol, renamed: _Renamed) -> _Printed:
    first, dot, rest = recipe.name.partition(".")
    text = renamed.get((recipe.module, first)) if renamed else None
    if text is None:
        text = first or recipe.module.rpartition(".")[2]
    return _Printed(f"{text}{dot}{rest}", _PRIMARY if dot else _ATOM, (recipe,))


def _verbatim(recipe: recipes.Verbatim, renamed: _Renamed) -> _Printed:
    source = recipe.source.strip()
    tree = parse_expression(source)
    precedence = _LOWEST if tree is None else _AST_PRECEDENCE.get(type(tree), _ATOM)
    wanted = {
        name: renamed[key]
        for each in recipe.symbols
        if (key := (each.module, each.name.partition(".")[0])) in renamed
        and (name := key[1] or each.module.rpartition(".")[2])
    }
    if wanted:
        source = with_names(source, wanted)
    if tree is not None and "\n" in source:
        precedence = _LOWEST
    return _Printed(source, precedence, recipe.symbols)


def _operation_text(recipe: recipes.Operation, operands: list[_Printed]) -> tuple[str, int]:
    name = recipe.name
    first = operands[0]
    if name in _BINARY:
        sign, level = _BINARY[name]
        left, right = _wrapped(first, level), _wrapped(operands[1], level + 1)
        return f"{left} {sign} {right}", level
    if name == "pow":
        left, right = _wrapped(first, _AWAIT), _wrapped(operands[1], _UNARY)
        return f"{left} ** {right}", _POWER
    if name in _COMPARISONS:
        left, right = _wrapped(first, _COMPARE + 1), _wrapped(operands[1], _COMPARE + 1)
        return f"{left} {_COMPARISONS[name]} {right}", _COMPARE
    if name == "contains":
        container, item = _wrapped(first, _COMPARE + 1), _wrapped(operands[1], _COMPARE + 1)
        return f"{item} in {container}", _COMPARE
    if name in _PREFIXES:
        return _PREFIXES[name] + _wrapped(first, _UNARY), _UNARY
    if name == "not":
        return f"not {_wrapped(first, _NOT)}", _NOT
    owner = _wrapped(first, _PRIMARY)
    if name == "getitem":
        return f"{owner}[{operands[1].text}]", _PRIMARY
    if name == "slice":
        start, stop = ("" if each.text == "None" else each.text for each in operands[1:3])
        return f"{owner}[{start}:{stop}]", _PRIMARY
    raise ValueError(f"unknown operation: {name!r}")
