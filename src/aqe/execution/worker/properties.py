"""Properties that only hand out what an object keeps: they show its state as its attributes do."""

import ast
import functools
from typing import Any, Dict, Iterator, Mapping, Tuple

from .loading import read_source

_MOST = 24
"""Properties of one class."""

Properties = Mapping[str, Mapping[str, str]]
"""Qualified name of a class -> property -> attribute that it hands out."""


@functools.lru_cache(maxsize=8)
def handed_out(path: str) -> Properties:
    """The properties of a file whose body is ``return self._name`` and nothing else.

    They are told from the source and not from what is loaded: a mutant of such a property is one still, and
    what it gives is what a test would see.
    """
    try:
        tree = ast.parse(read_source(path), path)
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    return {qualname: dict(_properties(node)) for qualname, node in _classes(tree, "")}


def _classes(node: ast.AST, prefix: str) -> Iterator[Tuple[str, ast.ClassDef]]:
    for each in getattr(node, "body", ()):
        if isinstance(each, ast.ClassDef):
            yield prefix + each.name, each
            yield from _classes(each, prefix + each.name + ".")
        elif isinstance(each, (ast.If, ast.Try)):
            yield from _classes(each, prefix)


def _properties(owner: ast.ClassDef) -> Iterator[Tuple[str, str]]:
    count = 0
    for each in owner.body:
        if not isinstance(each, ast.FunctionDef) or each.name.startswith("_"):
            continue
        decorators = [mark.id for mark in each.decorator_list if isinstance(mark, ast.Name)]
        if decorators != ["property"] or len(each.decorator_list) > 1 or not each.args.args:
            continue
        attribute = _returned(each, each.args.args[0].arg)
        if attribute is not None and count < _MOST:
            count += 1
            is_mangled = attribute.startswith("__") and not attribute.endswith("__")
            private = "_%s%s" % (owner.name.lstrip("_"), attribute) if is_mangled else attribute
            yield each.name, private


def _returned(function: ast.FunctionDef, receiver: str) -> Any:
    """The attribute of the receiver that a function returns at once, or None."""
    body = function.body
    if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    if len(body) != 1 or not isinstance(body[0], ast.Return):
        return None
    value = body[0].value
    if not isinstance(value, ast.Attribute) or not isinstance(value.value, ast.Name):
        return None
    return value.attr if value.value.id == receiver else None


def shown_by_properties(
    value: Any, module: str, known: Properties, stored: Dict[str, Any]
) -> Iterator[Tuple[str, Any]]:
    """(name, value) of the properties of an object that hand out what it keeps.

    Args:
        value: An object.
        module: The module that `known` is of.
        known: See `handed_out`.
        stored: What the object keeps.
    """
    found: Dict[str, Tuple[Any, str]] = {}
    for owner in reversed(type(value).__mro__):
        members = owner.__dict__
        for name in [each for each in found if each in members]:
            del found[name]
        if owner.__module__ == module:
            for name, attribute in known.get(owner.__qualname__, {}).items():
                if type(members.get(name)) is property and attribute in stored:
                    found[name] = (members[name], attribute)
    for name, (descriptor, _) in found.items():
        try:
            yield name, descriptor.fget(value)
        except Exception as error:  # of a mutant: whoever asks meets it, too
            yield name, error
