"""Classes that only declare: what exceptions extend, which keys are required, what is left abstract."""

from __future__ import annotations

import builtins
from collections.abc import Iterator

from aqe.domain.declaration import Declaration
from aqe.domain.recipe import Attribute, Call, Recipe, Symbol
from aqe.domain.run import LoadedSubject, Member
from aqe.domain.subject import ClassKind, Subject
from aqe.generation.declarations.forms import Look, at, is_importable, sorted_names

__all__ = ["looks_at_class"]


def looks_at_class(
    subject: Subject, loaded: LoadedSubject, found: Member, declaration: Declaration
) -> Iterator[Look]:
    """What can be said about a class without making an instance of it."""
    symbol = Symbol(subject.module, found.name)
    kind = next((each.kind for each in subject.classes if each.qualname == found.name), None)
    if found.is_exception:
        names = {each.name for each in loaded.members}
        for base in found.bases:
            module, _, name = base.partition(":")
            if _is_importable(module, name, subject.module, names):
                call = Call(Symbol("builtins", "issubclass"), (symbol, Symbol(module, name)))
                yield Look(at(call, "", "exceptions_extend_their_bases"), declaration)
    elif kind is ClassKind.TYPED_DICT:
        for attribute in ("__required_keys__", "__optional_keys__"):
            note = attribute.strip("_")
            yield Look(at(sorted_names(symbol, attribute), found.name, note), declaration)
    elif kind is ClassKind.NAMEDTUPLE:
        for attribute in ("_fields", "_field_defaults"):
            look: Recipe = Attribute(symbol, attribute)
            note = attribute.strip("_")
            yield Look(at(look, found.name, note), declaration, is_main=note == "fields")
    elif found.is_abstract:
        look = sorted_names(symbol, "__abstractmethods__")
        yield Look(at(look, found.name, "abstract_methods"), declaration)


def _is_importable(module: str, name: str, own: str, names: set[str]) -> bool:
    if module == own:  # which tests import in any case, private as it may be
        return name in names and name.isidentifier() and not name.startswith("_")
    return is_importable(module, name) and (module != "builtins" or hasattr(builtins, name))
