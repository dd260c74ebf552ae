"""What importing a subject showed about its names, as plain data."""

import dataclasses
import enum
import inspect
import re
import types
from typing import Any, Dict, List, Optional, Tuple

from .operands import operand_source

_MEMBER_LIMIT = 2000
_PATTERN_LIMIT = 200
_PATTERN_CHARACTERS = 2000
_FLAGS = (
    (re.ASCII, "a"),
    (re.IGNORECASE, "i"),
    (re.MULTILINE, "m"),
    (re.DOTALL, "s"),
    (re.VERBOSE, "x"),
)
_KINDS = {
    inspect.Parameter.POSITIONAL_ONLY: "positional-only",
    inspect.Parameter.POSITIONAL_OR_KEYWORD: "positional-or-keyword",
    inspect.Parameter.VAR_POSITIONAL: "var-positional",
    inspect.Parameter.KEYWORD_ONLY: "keyword-only",
    inspect.Parameter.VAR_KEYWORD: "var-keyword",
}


def describe_module(module: types.ModuleType) -> List[Dict[str, Any]]:
    """Every name of a module; methods of its own classes follow as ``Class.method``."""
    members: List[Dict[str, Any]] = []
    for name, value in list(module.__dict__.items()):
        if not isinstance(name, str) or (name.startswith("__") and name.endswith("__")):
            continue
        if len(members) >= _MEMBER_LIMIT:
            break
        described = _guarded(name, value)
        members.append(described)
        if described["kind"] == "class" and _is_defined_in(value, module):
            members.extend(_methods(name, value))
    return members


def describe_patterns(module: types.ModuleType) -> List[List[str]]:
    """The regular expressions that a module and its classes hold: dotted name and text, the flags in front.

    However a text was put together, once it is compiled it is known.
    """
    found: List[List[str]] = []
    owners: List[Tuple[str, Any]] = [("", module)]
    owners += [
        (name + ".", each)
        for name, each in list(vars(module).items())
        if type(each) is type and type(name) is str and _is_defined_in(each, module)
    ]
    for prefix, owner in owners:
        for name, value in list(vars(owner).items()):
            if type(value) is re.Pattern and type(value.pattern) is str and type(name) is str:
                letters = "".join(letter for flag, letter in _FLAGS if value.flags & flag)
                text = "(?%s)%s" % (letters, value.pattern) if letters else value.pattern
                if len(text) <= _PATTERN_CHARACTERS and len(found) < _PATTERN_LIMIT:
                    found.append([prefix + name, text])
    return found


def _is_defined_in(owner: type, module: types.ModuleType) -> bool:
    """Whether a class is a module's own, also where its ``__module__`` names who hands it on.

    The functions of its body still tell.
    """
    if owner.__module__ == module.__name__:
        return True
    start = owner.__qualname__ + "."
    return any(
        type(each) is types.FunctionType
        and each.__module__ == module.__name__
        and each.__qualname__.startswith(start)
        for each in list(vars(owner).values())
    )


def _guarded(name: str, value: Any) -> Dict[str, Any]:
    try:
        return _describe(name, value)
    except Exception:  # a hostile value may fail in any attribute
        return {"name": name, "qualname": name, "kind": "value", "type": "", "module": ""}


def _methods(name: str, owner: type) -> List[Dict[str, Any]]:
    found = []
    for key, value in list(vars(owner).items()):
        if isinstance(value, (staticmethod, classmethod)):
            value = value.__func__
        if isinstance(value, property):
            value = value.fget
        if callable(value) and not isinstance(value, type):
            found.append(_guarded("%s.%s" % (name, key), value))
    return found


def _describe(name: str, value: Any) -> Dict[str, Any]:
    kind = type(value)
    described: Dict[str, Any] = {
        "name": name,
        "qualname": str(getattr(value, "__qualname__", name)),
        "kind": _kind(value),
        "type": "%s:%s" % (kind.__module__, kind.__qualname__),
        "module": str(getattr(value, "__module__", None) or ""),
    }
    if callable(value):
        described["signature"] = _signature(value)
    if isinstance(value, type):
        described.update(_class(value))
    return described


def _kind(value: Any) -> str:
    if isinstance(value, type):
        return "class"
    if isinstance(value, types.ModuleType):
        return "module"
    return "function" if callable(value) else "value"


def _class(owner: type) -> Dict[str, Any]:
    is_enum = issubclass(owner, enum.Enum)
    members = (
        list(getattr(owner, "__members__", ()))
        if is_enum
        else [n for n in dir(owner) if n[:1] != "_"]
    )
    return {
        "bases": ["%s:%s" % (base.__module__, base.__qualname__) for base in owner.__bases__],
        "is_abstract": inspect.isabstract(owner),
        "is_enum": is_enum,
        "is_dataclass": dataclasses.is_dataclass(owner),
        "is_exception": issubclass(owner, BaseException),
        "members": members[:_MEMBER_LIMIT],
    }


def _signature(value: Any) -> Optional[List[List[Any]]]:
    try:
        signature = inspect.signature(value)
    except (ValueError, TypeError, NameError):
        return None
    return [
        [each.name, _KINDS[each.kind], _default(each.default)]
        for each in signature.parameters.values()
    ]


def _default(value: Any) -> Optional[str]:
    return None if value is inspect.Parameter.empty else operand_source(value)
