"""Properties that only hand out what an object keeps: they show its state as its attributes do."""

import ast
import collections
import functools
import types
import warnings
from typing import Any, Dict, Iterator, Mapping, Optional, Tuple

from .interrupts import Interrupt
from .loading import read_source

_MOST = 24
"""Properties of one class."""
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_ASKED_FIRST = frozenset({"__getattribute__"})
"""Methods that run whatever attribute is read."""

Properties = Mapping[str, Mapping[str, str]]
"""Qualified name of a class -> property -> attribute that it hands out."""


@functools.lru_cache(maxsize=8)
def handed_out(path: str) -> Properties:
    """The properties of a file whose body is ``return self._name`` and nothing else.

    Where a class body binds the name of one again, or the file has two classes of a name, nothing is said.

    They are told from the source and not from what is loaded: a mutant of such a property is one still, and
    what it gives is what a test would see.
    """
    try:
        with warnings.catch_warnings():  # the subject may have made errors of them
            warnings.simplefilter("ignore")
            tree = ast.parse(read_source(path), path)
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    classes = list(_classes(tree, ""))
    times = collections.Counter(qualname for qualname, _ in classes)
    return {qualname: dict(_properties(node)) for qualname, node in classes if times[qualname] == 1}


def _classes(node: ast.AST, prefix: str) -> Iterator[Tuple[str, ast.ClassDef]]:
    """The classes of a module, in whatever branch they stand, with their qualified names."""
    for each in ast.iter_child_nodes(node):
        if isinstance(each, ast.ClassDef):
            yield prefix + each.name, each
            yield from _classes(each, prefix + each.name + ".")
        elif isinstance(each, (ast.stmt, ast.ExceptHandler)) and not isinstance(each, _FUNCTIONS):
            yield from _classes(each, prefix)


def _properties(owner: ast.ClassDef) -> Iterator[Tuple[str, str]]:
    if any(isinstance(each, _FUNCTIONS) and each.name in _ASKED_FIRST for each in owner.body):
        return
    bound = collections.Counter(_bound(owner))
    count = 0
    for each in owner.body:
        if not isinstance(each, ast.FunctionDef) or each.name.startswith("_"):
            continue
        decorators = [mark.id for mark in each.decorator_list if isinstance(mark, ast.Name)]
        if decorators != ["property"] or len(each.decorator_list) > 1 or bound[each.name] > 1:
            continue
        receiver = [*getattr(each.args, "posonlyargs", ()), *each.args.args][:1]
        attribute = _returned(each, receiver[0].arg) if receiver else None
        if attribute is not None and attribute.startswith("_") and count < _MOST:
            count += 1
            is_mangled = attribute.startswith("__") and not attribute.endswith("__")
            private = "_%s%s" % (owner.name.lstrip("_"), attribute) if is_mangled else attribute
            yield each.name, private


def _bound(body: ast.AST) -> Iterator[str]:
    """Names that a class body binds, each as often as it does: a setter beside a property is no other one."""
    for each in ast.iter_child_nodes(body):
        if isinstance(each, (*_FUNCTIONS, ast.ClassDef)):
            if not any(_is_setter(mark, each.name) for mark in each.decorator_list):
                yield each.name
        elif isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
            yield each.id
        else:
            yield from _bound(each)


def _is_setter(mark: ast.expr, name: str) -> bool:
    return (
        isinstance(mark, ast.Attribute)
        and mark.attr in ("setter", "deleter")
        and isinstance(mark.value, ast.Name)
        and mark.value.id == name
    )


def _returned(function: ast.FunctionDef, receiver: str) -> Optional[str]:
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
    found: Dict[str, Any] = {}
    for owner in reversed(type(value).__mro__):
        members = owner.__dict__
        if "__getattribute__" in members and owner is not object:
            return
        for name in [each for each in found if each in members]:
            del found[name]
        if owner.__module__ == module:
            for name, attribute in known.get(owner.__qualname__, {}).items():
                if type(members.get(name)) is property and _is_kept(value, attribute, stored):
                    found[name] = members[name]
    for name, descriptor in found.items():
        try:
            yield name, descriptor.fget(value)
        except Interrupt:
            raise
        except BaseException as error:  # of a mutant: whoever asks meets it, too
            yield name, error


def _is_kept(value: Any, attribute: str, stored: Dict[str, Any]) -> bool:
    """Whether reading an attribute runs no code: it is in the object, and no descriptor stands before it."""
    if attribute not in stored:
        return False
    for owner in type(value).__mro__:
        if attribute in owner.__dict__:
            return type(owner.__dict__[attribute]) is types.MemberDescriptorType or not hasattr(
                type(owner.__dict__[attribute]), "__get__"
            )
    return True
