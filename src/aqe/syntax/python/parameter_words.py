"""Words for values from the parameters that they are handed to."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from aqe.domain.recipe import Attribute, Call, Collection, Literal, Mapping, Recipe, Symbol
from aqe.domain.subject import CallableSubject, ClassKind, ClassSubject, Subject
from aqe.domain.syntax_trees import parsed_module
from aqe.syntax.python.drafts import Draft
from aqe.syntax.python.names import variable_word
from aqe.syntax.recipe_trees import is_literal

__all__ = ["Words"]


class Words:
    """Names of parameters of the subject's callables, and of functions that tests define themselves."""

    def __init__(self, subject: Subject, drafts: Sequence[Draft] = ()) -> None:
        self._functions: dict[str, CallableSubject] = {}
        self._defined = {
            each.name: _parameters_of(each.source) for draft in drafts for each in draft.definitions
        }
        self._methods: dict[str, CallableSubject] = {}
        for each in subject.callables:
            self._functions.setdefault(each.qualname, each)
            self._methods.setdefault(each.name, each)
        self._classes: dict[str, ClassSubject] = {
            each.qualname: each for each in (*subject.known_classes, *subject.classes)
        }

    def is_given(self, recipe: Recipe) -> bool:
        """Whether a recipe states a value: a literal, a display of literals, a member of an enumeration."""
        return is_literal(recipe) or bool(self._enumeration(recipe))

    def _enumeration(self, recipe: Recipe) -> str:
        """The enumeration of which a recipe names a member; empty for everything else."""
        match recipe:
            case Attribute(owner=Symbol(name=owner), name=name):
                pass
            case Symbol(name=dotted):
                owner, _, name = dotted.rpartition(".")
            case _:
                return ""
        known = self._classes.get(owner)
        if known is None or known.kind is not ClassKind.ENUM:
            return ""
        return owner if name in known.members else ""

    def of_call(self, call: Call) -> list[str]:
        """A word for each argument, keywords last; empty where none is known."""
        names = self._parameters(call.callee)
        positional = [
            names[index] if index < len(names) else "" for index in range(len(call.arguments))
        ]
        return [
            variable_word(name) if name else ""
            for name in (*positional, *(name for name, _ in call.keywords))
        ]

    def parameters_of(self, call: Call) -> list[str]:
        """The parameters of what is called, as far as they are known."""
        return self._parameters(call.callee)

    def leading_of(self, call: Call) -> str:
        """The first parameter of what is called, which is its main input however it is handed in."""
        names = self._parameters(call.callee)
        return names[0] if names else ""

    def _parameters(self, callee: Recipe) -> list[str]:
        match callee:
            case Symbol(module="builtins", name="issubclass"):
                return ["kind", "base"]
            case Symbol(module="", name=name) if name in self._defined:
                return self._defined[name]
            case Symbol(name=name):
                known = self._classes.get(name)
                if known is not None:
                    return [each.name for each in known.constructor]
                function = self._functions.get(name)
            case _ if hasattr(callee, "owner") and hasattr(callee, "name"):
                function = self._methods.get(callee.name)
            case _:
                function = None
        return [] if function is None else [each.name for each in function.parameters]

    def of_value(self, value: Recipe) -> str:
        """A word for a literal that no parameter names."""
        if enumeration := self._enumeration(value):
            return variable_word(enumeration.rpartition(".")[2])
        match value:
            case Literal(value=bool()):
                return "flag"
            case Literal(value=int() | float() | complex()):
                return "number"
            case Literal(value=str()):
                return "text"
            case Literal(value=bytes()):
                return "data"
            case Mapping():
                return "mapping"
            case Collection():
                return "items"
            case Symbol(name=name) if name.rpartition(".")[2][:1].isupper() and not name.isupper():
                return "kind"
            case Symbol():
                return "constant"
        return "given"


def _parameters_of(source: str) -> list[str]:
    """The parameters of a function, from its source; none where it is something else."""
    try:
        body = parsed_module(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    first = body[0] if body else None
    return [each.arg for each in first.args.args] if isinstance(first, ast.FunctionDef) else []
