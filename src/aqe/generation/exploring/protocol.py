"""How methods that the language itself calls are written: as operators, items and built-in functions."""

from __future__ import annotations

from aqe.domain.recipe import Attribute, Call, Operation, Recipe, Symbol

__all__ = ["builtin", "in_place", "is_in_place", "is_reflected", "method_call", "reflected"]

_BINARY = {
    "__add__": "add",
    "__sub__": "sub",
    "__mul__": "mul",
    "__truediv__": "truediv",
    "__floordiv__": "floordiv",
    "__mod__": "mod",
    "__pow__": "pow",
    "__matmul__": "matmul",
    "__and__": "and",
    "__or__": "or",
    "__xor__": "xor",
    "__lshift__": "lshift",
    "__rshift__": "rshift",
    "__eq__": "eq",
    "__ne__": "ne",
    "__lt__": "lt",
    "__le__": "le",
    "__gt__": "gt",
    "__ge__": "ge",
    "__contains__": "contains",
    "__getitem__": "getitem",
}
_UNARY = {"__neg__": "neg", "__pos__": "pos", "__invert__": "invert"}
_BUILTIN = {
    "__len__": "len",
    "__repr__": "repr",
    "__str__": "str",
    "__bool__": "bool",
    "__int__": "int",
    "__float__": "float",
    "__bytes__": "bytes",
    "__abs__": "abs",
    "__reversed__": "list",
    "__iter__": "list",
    "__next__": "next",
    "__dir__": "dir",
    "__hash__": "hash",
    "__index__": "int",
    "__round__": "round",
    "__complex__": "complex",
}
_BUILTIN_WITH_ONE = {"__divmod__": "divmod", "__format__": "format", "__round__": "round"}
_OPERATORS = "add sub mul truediv floordiv mod pow matmul and or xor lshift rshift".split()
_REFLECTED = {f"__r{name}__": name for name in _OPERATORS}
_IN_PLACE = {f"__i{name}__": name for name in _OPERATORS}


def builtin(name: str, *arguments: Recipe) -> Call:
    """A call of a built-in function."""
    return Call(Symbol("builtins", name), arguments)


def method_call(
    name: str,
    receiver: Recipe,
    positional: tuple[Recipe, ...],
    keywords: tuple[tuple[str, Recipe], ...],
) -> Recipe:
    """The call of a method, written as what calls it in the language where there is such a form."""
    if not keywords:
        if name in _BINARY and len(positional) == 1:
            return Operation(_BINARY[name], (receiver, positional[0]))
        if name in _UNARY and not positional:
            return Operation(_UNARY[name], (receiver,))
        if name == "__reversed__" and not positional:
            return builtin("list", builtin("reversed", receiver))
        if name in _BUILTIN and not positional:
            return builtin(_BUILTIN[name], receiver)
        if name in _BUILTIN_WITH_ONE and len(positional) == 1:
            return builtin(_BUILTIN_WITH_ONE[name], receiver, positional[0])
        if name == "__copy__" and not positional:
            return Call(Symbol("copy", "copy"), (receiver,))
        if name == "__deepcopy__":
            return Call(Symbol("copy", "deepcopy"), (receiver,))
    if name == "__call__":
        return Call(receiver, positional, keywords)
    return Call(Attribute(receiver, name), positional, keywords)


def is_reflected(name: str) -> bool:
    """Whether a method answers for the right operand of an operator."""
    return name in _REFLECTED


def is_in_place(name: str) -> bool:
    """Whether a method answers for an operator that changes its left operand, as ``+=`` does."""
    return name in _IN_PLACE


def in_place(name: str, receiver: Recipe, other: Recipe) -> Operation:
    """What a statement such as ``receiver += other`` binds the receiver to."""
    return Operation(_IN_PLACE[name], (receiver, other))


def reflected(name: str, receiver: Recipe, other: Recipe) -> Recipe:
    """The operator that asks a reflected method, where the other operand does not know what to do."""
    return Operation(_REFLECTED[name], (other, receiver))
