"""Bodies of tests: arrange, act, assert, with blank lines between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from aqe.domain.candidate import CONTEXTS, Statement, StatementForm
from aqe.domain.recipe import Attribute, Await, Call, Literal, Operation, Recipe, Symbol, Variable
from aqe.domain.suite import CAUGHT, RESULT, Assertion, AssertionKind
from aqe.syntax.python.approximation import approximate
from aqe.syntax.python.drafts import Draft, uses
from aqe.syntax.python.expressions import Printer
from aqe.syntax.python.layout import Layout
from aqe.syntax.python.literals import pattern_text, string_text
from aqe.syntax.python.parsing import parse_expression
from aqe.syntax.recipe_trees import transform, walk

__all__ = ["BodyPrinter"]

_INLINE = frozenset(
    {
        AssertionKind.EQUAL,
        AssertionKind.IDENTICAL,
        AssertionKind.APPROXIMATE,
        AssertionKind.TRUE,
        AssertionKind.INSTANCE,
    }
)
_TRUTHFUL = frozenset({"eq", "ne", "lt", "le", "gt", "ge", "contains", "is"})


class _Section(StrEnum):
    ARRANGE = "arrange"
    ACT = "act"
    ASSERT = "assert"


@dataclass(slots=True)
class _Line:
    section: _Section
    text: str


@dataclass(slots=True)
class _Enclosing:
    section: _Section
    items: list[str]
    is_async: bool
    body: list[_Node] = field(default_factory=list)


_Node = _Line | _Enclosing


@dataclass(frozen=True, slots=True)
class BodyPrinter:
    """Prints the bodies of tests of one file.

    Attributes:
        renamed: Names of symbols that have an alias in this file.
    """

    printer: Printer
    layout: Layout
    renamed: Mapping[tuple[str, str], str]

    def text(self, recipe: Recipe) -> str:
        """Source of a recipe."""
        return self.printer.expression(recipe, self.renamed)

    def lines(self, draft: Draft, *, indent: int) -> list[str]:
        """The body of one test, wrapped."""
        nodes = self._nodes(draft, 0)
        nodes += self._asserts(_late(draft), draft.statements[-1])
        return self._render(_merged(nodes), indent)

    # -- structure ----------------------------------------------------------------------------------

    def _nodes(self, draft: Draft, start: int) -> list[_Node]:
        nodes: list[_Node] = []
        for index in range(start, len(draft.statements)):
            statement = draft.statements[index]
            late = _late(draft)
            mine = [
                each for each in draft.assertions if each.statement == index and each not in late
            ]
            enclosing = [each for each in mine if each.kind in _ENCLOSING]
            others = [each for each in mine if each.kind not in _ENCLOSING]
            if statement.form in CONTEXTS:
                nodes.append(self._with(draft, index, enclosing, others))
                return nodes
            inlined = self._inlined(draft, index, others)
            if inlined is not None and not enclosing:
                nodes.append(_Line(_Section.ASSERT, inlined))
                continue
            nodes += self._plain(draft, index, enclosing)
            nodes += self._asserts(others, statement)
        return nodes

    def _with(
        self, draft: Draft, index: int, enclosing: list[Assertion], others: list[Assertion]
    ) -> _Node:
        statement = draft.statements[index]
        item = self.text(statement.expression)
        if statement.target:
            item += f" as {statement.target}"
        section = _Section.ACT if draft.act == index else _Section.ARRANGE
        body = [*self._asserts(others, statement), *self._nodes(draft, index + 1)]
        is_async = statement.form is StatementForm.ASYNC_WITH
        node = _Enclosing(section, [item], is_async, body)
        if not enclosing:
            return node
        if enclosing[0].kind is AssertionKind.QUIET:
            return _quiet(node)
        return _Enclosing(_Section.ACT, [self._expected_failure(enclosing[0])], False, [node])

    def _plain(self, draft: Draft, index: int, enclosing: list[Assertion]) -> list[_Node]:
        statement = draft.statements[index]
        is_act = statement.is_act or index == len(draft.statements) - 1
        section = _Section.ACT if is_act else _Section.ARRANGE
        node: _Node = _Line(section, self._statement(statement))
        if statement.form in _RAISING and statement.place is not None:
            item, raised = self.text(statement.expression), self.text(statement.place)
            is_async = statement.form is StatementForm.ASYNC_RAISE_WITHIN
            inside: list[_Node] = [_Line(section, f"raise {raised}")]
            node = _Enclosing(section, [item], is_async, inside)
        if not enclosing:
            return [node]
        after: list[_Node] = []
        for each in enclosing:
            if each.kind is AssertionKind.QUIET:
                node = _quiet(node)
                continue
            item = self._expected_failure(each)
            is_unnamed = (
                each.kind is AssertionKind.RAISES and each.expected is None and bool(each.type_name)
            )
            # What is demanded of it may stand behind a context that encloses all this.
            if is_unnamed or any(uses(one.place, CAUGHT.name) for one in draft.assertions):
                item += f" as {CAUGHT.name}"
            if is_unnamed and each.type_name:
                name = string_text(each.type_name)
                text = f"assert type({CAUGHT.name}.value).__name__ == {name}"
                after.append(_Line(_Section.ASSERT, text))
            node = _Enclosing(_Section.ACT, [item], False, [node])
        return [node, *after]

    def _statement(self, statement: Statement) -> str:
        line = self.printer.line(statement, self.renamed)
        if line.form == "statement":
            return line.source
        if line.target:
            return f"{line.target} = {line.source}"
        if isinstance(statement.expression, Call | Await) or _is_call(line.source):
            return line.source
        return f"_ = {line.source}"

    def _expected_failure(self, assertion: Assertion) -> str:
        is_warning = assertion.kind is AssertionKind.WARNS
        name = "pytest.warns" if is_warning else "pytest.raises"
        pattern = assertion.text
        if assertion.expected is None:
            type_name, pattern = "Exception", pattern or "(?s).*"
        else:
            type_name = self.text(assertion.expected)
        if isinstance(assertion.place, Variable):
            return f"{name}({type_name}, match={assertion.place.name})"
        if type_name in ("Exception", "BaseException") and not pattern:
            pattern = "^$"
        if pattern is None:
            return f"{name}({type_name})"
        return f"{name}({type_name}, match={pattern_text(pattern)})"

    # -- assertions ---------------------------------------------------------------------------------

    def _inlined(self, draft: Draft, index: int, others: list[Assertion]) -> str | None:
        """The act inside its only assertion, where the result is needed once and the line is short."""
        statement = draft.statements[index]
        about = [each for each in others if uses(each.place, RESULT.name)]
        if len(others) != 1 or len(about) != 1 or about[0].kind not in _INLINE:
            return None
        if self.printer.line(statement, self.renamed).form != "plain":
            return None
        if statement.target and _is_mentioned(draft, index, statement.target):
            return None
        place = about[0].place
        assert place is not None
        if sum(part == RESULT for part in walk(place)) != 1:
            return None
        text = self._assertion(about[0], statement.expression)
        acts = sum(each.is_act for each in draft.statements)
        is_short = len(text) <= self.layout.width - 4
        is_bound_better = acts > 1 or index < draft.act
        return text if is_short and not is_bound_better else None

    def _asserts(self, assertions: list[Assertion], statement: Statement) -> list[_Node]:
        result = Variable(statement.target) if statement.target else statement.expression
        # What a call returned and what it changed may be one object, and read alike.
        texts = dict.fromkeys(self._assertion(each, result) for each in assertions)
        return [_Line(_Section.ASSERT, each) for each in texts]

    def _assertion(self, assertion: Assertion, result: Recipe) -> str:
        place = RESULT if assertion.place is None else assertion.place
        place = transform(place, lambda part: result if part == RESULT else None)
        expected = assertion.expected or Literal(None)
        match assertion.kind:
            case AssertionKind.TRUE:
                return f"assert {self.text(place)}"
            case AssertionKind.IDENTICAL:
                return self._identity(place, expected)
            case AssertionKind.INSTANCE:
                call = Call(Symbol("builtins", "isinstance"), (place, expected))
                return f"assert {self.text(call)}"
            case AssertionKind.OUTPUT:
                reader = Call(Attribute(Variable("capsys"), "readouterr"))
                place = Attribute(reader, "out")
            case AssertionKind.APPROXIMATE:
                expected = approximate(expected)
        return f"assert {self.text(Operation('eq', (place, expected)))}"

    def _identity(self, place: Recipe, expected: Recipe) -> str:
        is_true = isinstance(expected, Literal) and expected.value is True
        if is_true and _is_truthful(place):
            return f"assert {self.text(place)}"
        return f"assert {self.text(Operation('is', (place, expected)))}"

    # -- text ---------------------------------------------------------------------------------------

    def _render(self, nodes: list[_Node], indent: int) -> list[str]:
        lines: list[str] = []
        previous: _Section | None = None
        for node in nodes:
            if previous is not None and node.section is not previous:
                lines.append("")
            previous = node.section
            if isinstance(node, _Line):
                lines += self.layout.statement(node.text, indent=indent).split("\n")
                continue
            header = self.layout.with_header(node.items, indent=indent, is_async=node.is_async)
            lines += header.split("\n")
            body = self._render(node.body, indent + 4)
            lines += body or [" " * (indent + 4) + "pass"]
            if _ends_in_assertion(node):
                previous = None
                if node is not nodes[-1]:
                    lines.append("")
        return lines


_RAISING = frozenset({StatementForm.RAISE_WITHIN, StatementForm.ASYNC_RAISE_WITHIN})
_ENCLOSING = frozenset({AssertionKind.RAISES, AssertionKind.WARNS, AssertionKind.QUIET})


def _quiet(node: _Node) -> _Node:
    """The node where a warning is an error."""
    strict = _Line(_Section.ACT, 'warnings.simplefilter("error")')
    return _Enclosing(_Section.ACT, ["warnings.catch_warnings()"], False, [strict, node])


def _merged(nodes: list[_Node]) -> list[_Node]:
    """One ``with`` for contexts that do nothing but enclose one another."""
    merged: list[_Node] = []
    for node in nodes:
        if isinstance(node, _Enclosing):
            node.body = _merged(node.body)
            inner = node.body[0] if len(node.body) == 1 else None
            if isinstance(inner, _Enclosing) and inner.is_async == node.is_async:
                section = inner.section if inner.section is _Section.ACT else node.section
                node = _Enclosing(section, [*node.items, *inner.items], node.is_async, inner.body)
        merged.append(node)
    return merged


def _ends_in_assertion(node: _Enclosing) -> bool:
    last = node.body[-1] if node.body else None
    if isinstance(last, _Enclosing):
        return _ends_in_assertion(last)
    return last is not None and last.section is _Section.ASSERT


def _late(draft: Draft) -> list[Assertion]:
    """What holds when all contexts are left: a state, as against a result, was looked at there."""
    if not any(each.form in CONTEXTS for each in draft.statements):
        return []
    return [
        each
        for each in draft.assertions
        if each.kind in _INLINE and each.place is not None and not uses(each.place, RESULT.name)
    ]


def _is_mentioned(draft: Draft, index: int, name: str) -> bool:
    later = [
        part for each in draft.statements[index + 1 :] for part in (each.expression, each.place)
    ]
    places = [each.place for each in draft.assertions]
    return any(uses(part, name) for part in (*later, *places))


def _is_truthful(place: Recipe) -> bool:
    """Whether it is True or False, whatever the operands are."""
    match place:
        case Operation(name=name):
            return name in _TRUTHFUL
        case Call(callee=Symbol(module="builtins", name="issubclass")):
            return True
    return False


def _is_call(source: str) -> bool:
    node = parse_expression(source)
    return type(node).__name__ in ("Call", "Await")
