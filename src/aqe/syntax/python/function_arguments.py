"""Names of the parameters of functions that a test hands in: those of what the subject calls them with."""

from __future__ import annotations

import ast
import keyword
from collections.abc import Sequence
from dataclasses import replace

from aqe.domain.recipe import Call, Recipe, Verbatim
from aqe.domain.subject import Subject
from aqe.domain.syntax_trees import nodes_in, parsed_expression
from aqe.syntax.python.drafts import Draft
from aqe.syntax.python.handed import module_tree
from aqe.syntax.python.names import is_opaque, snake
from aqe.syntax.python.parameter_words import Words
from aqe.syntax.python.parsing import parse_expression
from aqe.syntax.recipe_trees import transform

__all__ = ["FunctionArguments"]

_Calls = dict[tuple[str, int], tuple[str, ...]]


class FunctionArguments:
    """Renames the parameters of small functions: ``lambda key, value: key`` where the subject calls
    ``choose(key, value)`` or ``self.choose(key, value)``."""

    def __init__(self, subject: Subject) -> None:
        self._calls = _calls_in(subject.source)
        self._words = Words(subject)

    def named(self, draft: Draft) -> Draft:
        """The draft with telling parameters of the functions that it hands in."""
        statements = tuple(
            replace(each, expression=transform(each.expression, self._changed))
            for each in draft.statements
        )
        return replace(draft, statements=statements)

    def _changed(self, part: Recipe) -> Recipe | None:
        if not isinstance(part, Call):
            return None
        names = self._words.parameters_of(part)
        arguments = [
            self._function(name, transform(each, self._changed))
            for name, each in zip(names, part.arguments, strict=False)
        ]
        rest = [transform(each, self._changed) for each in part.arguments[len(arguments) :]]
        keywords = tuple(
            (name, self._function(name, transform(value, self._changed)))
            for name, value in part.keywords
        )
        callee = transform(part.callee, self._changed)
        return Call(callee, (*arguments, *rest), keywords)

    def _function(self, parameter: str, value: Recipe) -> Recipe:
        if not isinstance(value, Verbatim) or not value.source.startswith("lambda"):
            return value
        node = parse_expression(value.source)
        if not isinstance(node, ast.Lambda) or node.args.vararg or node.args.kwonlyargs:
            return value
        old = [each.arg for each in node.args.args]
        names = self._calls.get((parameter.strip("_"), len(old)))
        if names is None or len(old) < _FEWEST:
            return value
        return replace(value, source=_renamed(node, dict(zip(old, names, strict=True))))


_FEWEST = 2
"""Parameters of a function that a reader has to tell apart."""


def _renamed(node: ast.Lambda, names: dict[str, str]) -> str:
    parameters = ", ".join(names[each.arg] for each in node.args.args)
    body = parsed_expression(ast.unparse(node.body))
    for each in nodes_in(body):
        if isinstance(each, ast.Name):
            each.id = names.get(each.id, each.id)
    return f"lambda {parameters}: {ast.unparse(body)}"


def _calls_in(source: str) -> _Calls:
    """(name of what is called, number of arguments) -> words for the arguments, where each has its own."""
    found: _Calls = {}
    tree = module_tree(source)
    for node in nodes_in(tree) if tree is not None else ():
        if not isinstance(node, ast.Call) or node.keywords:
            continue
        match node.func:
            case ast.Name(id=called) | ast.Attribute(value=ast.Name(id="self"), attr=called):
                names = _words(node.args)
                if names:
                    found.setdefault((called.strip("_"), len(names)), names)
    return found


def _words(arguments: Sequence[ast.expr]) -> tuple[str, ...]:
    """A word for each argument; none where one of them has none, or two have the same."""
    words = []
    for each in arguments:
        match each:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                words.append(snake(name))
            case _:
                return ()
    is_telling = all(
        each.isidentifier() and not is_opaque(each) and not keyword.iskeyword(each)
        for each in words
    )
    return tuple(words) if is_telling and len(set(words)) == len(words) else ()
